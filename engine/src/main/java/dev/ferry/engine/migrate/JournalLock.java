package dev.ferry.engine.migrate;

import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Fcntl;
import dev.ferry.linux.file.Flock;
import dev.ferry.linux.file.Open;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The right to decide about one migration on one side: an engine has it while it lives, and who comes later only when that has died.
 * A lock of the open file (flock(2)), so the kernel gives it back with the process.
 */
final class JournalLock implements AutoCloseable {
    private final Fd file;

    private JournalLock(Fd file) {
        this.file = file;
    }

    /** Empty if somebody else has it. */
    static Optional<JournalLock> tryLock(Path path) throws IOException {
        Fd file = Open.path(path.toString(), Fcntl.O_RDWR | Fcntl.O_CREAT, 0600);
        try {
            if (Flock.tryExclusive(file)) {
                return Optional.of(new JournalLock(file));
            }
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
        file.close();
        return Optional.empty();
    }

    @Override
    public void close() {
        file.close();
    }
}
