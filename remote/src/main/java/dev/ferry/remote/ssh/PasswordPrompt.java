package dev.ferry.remote.ssh;

import dev.ferry.remote.UserPrompts;
import java.util.Optional;
import net.schmizz.sshj.userauth.password.PasswordFinder;
import net.schmizz.sshj.userauth.password.Resource;

/** Asks for the login password, at most three times. */
final class PasswordPrompt implements PasswordFinder {
    private static final int ATTEMPTS = 3;

    private final String account;
    private final UserPrompts prompts;
    private int asked;
    private boolean declined;

    PasswordPrompt(String account, UserPrompts prompts) {
        this.account = account;
        this.prompts = prompts;
    }

    @Override
    public char[] reqPassword(Resource<?> resource) {
        asked++;
        Optional<char[]> password = prompts.password("Password for " + account + ":");
        declined = password.isEmpty();
        return password.orElse(new char[0]);
    }

    @Override
    public boolean shouldRetry(Resource<?> resource) {
        return !declined && asked < ATTEMPTS;
    }
}
