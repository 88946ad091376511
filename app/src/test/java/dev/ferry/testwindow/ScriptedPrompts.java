package dev.ferry.testwindow;

import dev.ferry.remote.HostKeyQuestion;
import dev.ferry.remote.UserPrompts;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A person who gives these passwords, one after the other, and then no more. */
public final class ScriptedPrompts implements UserPrompts {
    private final Deque<String> answers = new ArrayDeque<>();
    private final List<String> questions = new ArrayList<>();

    /** Will say this. */
    public void says(String... passwords) {
        answers.addAll(List.of(passwords));
    }

    /** What was asked. */
    public List<String> questions() {
        return questions;
    }

    @Override
    public boolean trustHostKey(HostKeyQuestion question) {
        return false;
    }

    @Override
    public Optional<char[]> password(String prompt) {
        questions.add(prompt);
        return Optional.ofNullable(answers.poll()).map(String::toCharArray);
    }

    @Override
    public Optional<char[]> passphrase(Path key) {
        return Optional.empty();
    }

    @Override
    public Optional<char[]> answer(String prompt, boolean echo) {
        return Optional.empty();
    }
}
