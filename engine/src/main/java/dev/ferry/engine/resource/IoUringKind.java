package dev.ferry.engine.resource;

import com.google.auto.service.AutoService;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.linux.Fd;
import java.util.Optional;
import java.util.Set;

/** io_uring(7): what is queued in the kernel can not be seen from outside, so it is recognised only to say so. */
@AutoService(FileKind.class)
public final class IoUringKind implements FileKind {
    @Override
    public Set<FileSignature> signatures() {
        return Set.of(FileSignature.anonInode("anon_inode:[io_uring]"));
    }

    @Override
    public Optional<String> refusal(OpenFile file, TreeFiles tree) {
        return Optional.of(
                "The " + file.describe() + " is an io_uring, whose queued work nobody can read from outside; "
                        + "start the program without io_uring (for Node.js with UV_USE_IO_URING=0).");
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
        throw new ImageException("There is no io_uring in an image.");
    }
}
