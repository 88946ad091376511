package dev.ferry.app;

import dev.ferry.remote.HostKeyQuestion;
import dev.ferry.remote.UserPrompts;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks a person, and later gives the same answers again without asking: nobody may be there any more. */
public final class RememberedPrompts implements UserPrompts {
    private final UserPrompts person;
    private final Map<String, char[]> answers = new HashMap<>();
    private boolean asksNoMore;

    /** Asks this person first. */
    public RememberedPrompts(UserPrompts person) {
        this.person = person;
    }

    /** From now on only what is remembered. */
    public synchronized void askNoMore() {
        asksNoMore = true;
    }

    /** A host key that was accepted is in known_hosts by now. */
    @Override
    public synchronized boolean trustHostKey(HostKeyQuestion question) {
        return !asksNoMore && person.trustHostKey(question);
    }

    @Override
    public Optional<char[]> password(String prompt) {
        return remembered("password " + prompt, () -> person.password(prompt));
    }

    @Override
    public Optional<char[]> passphrase(Path key) {
        return remembered("passphrase " + key, () -> person.passphrase(key));
    }

    @Override
    public Optional<char[]> answer(String prompt, boolean echo) {
        return remembered("answer " + prompt, () -> person.answer(prompt, echo));
    }

    /** Whoever gets an answer overwrites it. */
    private synchronized Optional<char[]> remembered(String question, Supplier<Optional<char[]>> asking) {
        if (!asksNoMore) {
            Optional<char[]> answer = asking.get();
            answer.ifPresent(given -> answers.put(question, given.clone()));
            return answer;
        }
        return Optional.ofNullable(answers.get(question)).map(char[]::clone);
    }
}
