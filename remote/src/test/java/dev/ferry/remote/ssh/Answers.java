package dev.ferry.remote.ssh;

import dev.ferry.remote.HostKeyQuestion;
import dev.ferry.remote.UserPrompts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A person who always says the same, and remembers what was asked. */
final class Answers implements UserPrompts {
    final List<HostKeyQuestion> hostKeys = new ArrayList<>();
    final List<String> questions = new ArrayList<>();
    private final boolean trust;
    private final String secret;

    Answers(boolean trust, String secret) {
        this.trust = trust;
        this.secret = secret;
    }

    @Override
    public boolean trustHostKey(HostKeyQuestion question) {
        hostKeys.add(question);
        return trust;
    }

    @Override
    public Optional<char[]> password(String prompt) {
        return answer(prompt, false);
    }

    @Override
    public Optional<char[]> passphrase(Path key) {
        return answer(key.toString(), false);
    }

    @Override
    public Optional<char[]> answer(String prompt, boolean echo) {
        questions.add(prompt);
        return Optional.of(secret.toCharArray());
    }
}
