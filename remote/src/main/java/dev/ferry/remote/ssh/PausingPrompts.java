package dev.ferry.remote.ssh;

import dev.ferry.remote.HostKeyQuestion;
import dev.ferry.remote.UserPrompts;
import java.nio.file.Path;
import java.util.Optional;

/** Prompts during which the link may be silent. */
record PausingPrompts(UserPrompts prompts, LinkWatch watch) implements UserPrompts {
    @Override
    public boolean trustHostKey(HostKeyQuestion question) {
        return watch.asking(() -> prompts.trustHostKey(question));
    }

    @Override
    public Optional<char[]> password(String prompt) {
        return watch.asking(() -> prompts.password(prompt));
    }

    @Override
    public Optional<char[]> passphrase(Path key) {
        return watch.asking(() -> prompts.passphrase(key));
    }

    @Override
    public Optional<char[]> answer(String prompt, boolean echo) {
        return watch.asking(() -> prompts.answer(prompt, echo));
    }
}
