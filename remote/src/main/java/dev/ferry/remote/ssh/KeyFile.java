package dev.ferry.remote.ssh;

import dev.ferry.remote.UserPrompts;
import java.nio.file.Path;
import java.util.Optional;
import net.schmizz.sshj.userauth.password.PasswordFinder;
import net.schmizz.sshj.userauth.password.Resource;

/** Asks for the passphrase of one private key file, at most three times, and takes no for an answer. */
final class KeyFile implements PasswordFinder {
    private static final int ATTEMPTS = 3;

    private final Path key;
    private final UserPrompts prompts;
    private int asked;
    private boolean declined;

    KeyFile(Path key, UserPrompts prompts) {
        this.key = key;
        this.prompts = prompts;
    }

    @Override
    public char[] reqPassword(Resource<?> resource) {
        asked++;
        Optional<char[]> passphrase = prompts.passphrase(key);
        declined = passphrase.isEmpty();
        return passphrase.orElse(new char[0]);
    }

    /** Whether nobody has answered. */
    boolean isDeclined() {
        return declined;
    }

    @Override
    public boolean shouldRetry(Resource<?> resource) {
        return !declined && asked < ATTEMPTS;
    }
}
