package dev.ferry.remote;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The person (or the policy) that answers while a connection is made. Called from library threads, one question at a
 * time; may take as long as it likes. Returned arrays are overwritten after use.
 */
public interface UserPrompts {
    /** Whether to trust, and remember, the key of a host that is not in known_hosts. */
    boolean trustHostKey(HostKeyQuestion question);

    /** The login password; empty if the person gives up. */
    Optional<char[]> password(String prompt);

    /** The passphrase of a private key file; empty to skip that key. */
    Optional<char[]> passphrase(Path key);

    /** One keyboard-interactive question (RFC 4256); {@code echo} tells whether the answer may be shown. */
    Optional<char[]> answer(String prompt, boolean echo);

    /** Nobody is there: every question is declined. */
    static UserPrompts none() {
        return new UserPrompts() {
            @Override
            public boolean trustHostKey(HostKeyQuestion question) {
                return false;
            }

            @Override
            public Optional<char[]> password(String prompt) {
                return Optional.empty();
            }

            @Override
            public Optional<char[]> passphrase(Path key) {
                return Optional.empty();
            }

            @Override
            public Optional<char[]> answer(String prompt, boolean echo) {
                return Optional.empty();
            }
        };
    }
}
