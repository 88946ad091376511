package dev.ferry.engine.resource;

import com.google.auto.service.AutoService;
import java.util.Optional;

/** io_uring(7): what is queued in the kernel can not be seen from outside. */
@AutoService(FileKind.class)
public final class IoUringKind extends RefusedKind {
    /** For {@link java.util.ServiceLoader}. */
    public IoUringKind() {
        super(FileSignature.anonInode("anon_inode:[io_uring]"));
    }

    @Override
    public Optional<String> refusal(OpenFile file, TreeFiles tree) {
        return Optional.of(
                "The " + file.describe() + " is an io_uring, whose queued work nobody can read from outside; "
                        + "start the program without io_uring (for Node.js with UV_USE_IO_URING=0).");
    }
}
