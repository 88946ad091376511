package dev.ferry.engine.resource;

import com.google.auto.service.AutoService;
import java.util.Optional;

/**
 * The listener of a filter of seccomp(2) that asks (SECCOMP_RET_USER_NOTIF), seccomp_unotify(2). Filter and listener can only be made
 * together, and calls that wait for an answer can not be seen.
 */
@AutoService(FileKind.class)
public final class SeccompListenerKind extends RefusedKind {
    /** What /proc shows of a descriptor of one. */
    public static final String LINK = "anon_inode:seccomp notify";

    /** For {@link java.util.ServiceLoader}. */
    public SeccompListenerKind() {
        super(FileSignature.anonInode(LINK));
    }

    @Override
    public Optional<String> refusal(OpenFile file, TreeFiles tree) {
        return Optional.of(
                "The " + file.describe() + " decides about system calls of other processes (seccomp_unotify(2)), which "
                        + "this version of Ferry can not carry; move the program when those have ended.");
    }
}
