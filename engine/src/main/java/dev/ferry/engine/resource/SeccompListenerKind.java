package dev.ferry.engine.resource;

import com.google.auto.service.AutoService;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.linux.Fd;
import java.util.Optional;
import java.util.Set;

/**
 * The listener of a filter of seccomp(2) that asks (SECCOMP_RET_USER_NOTIF), seccomp_unotify(2). Filter and listener can only be made
 * together, and calls that wait for an answer can not be seen, so it is recognised only to say so.
 */
@AutoService(FileKind.class)
public final class SeccompListenerKind implements FileKind {
    /** What /proc shows of a descriptor of one. */
    public static final String LINK = "anon_inode:seccomp notify";

    @Override
    public Set<FileSignature> signatures() {
        return Set.of(FileSignature.anonInode(LINK));
    }

    @Override
    public Optional<String> refusal(OpenFile file, TreeFiles tree) {
        return Optional.of(
                "The " + file.describe() + " decides about system calls of other processes (seccomp_unotify(2)), which "
                        + "this version of Ferry can not carry; move the program when those have ended.");
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        throw new IllegalStateException(file.describe() + " was refused");
    }

    /** The image format has no place for one. */
    @Override
    public boolean restores(FileEntry entry) {
        return false;
    }

    @Override
    public Fd create(FileEntry entry, RestoreContext context) throws ImageException {
        throw new ImageException("There is no listener of seccomp in an image.");
    }
}
