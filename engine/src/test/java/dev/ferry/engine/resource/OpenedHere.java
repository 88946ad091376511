package dev.ferry.engine.resource;

import dev.ferry.linux.Fd;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The open files of this process, as if it were the tree. */
final class OpenedHere implements AutoCloseable {
    private final OpenFiles files;

    private OpenedHere(OpenFiles files) {
        this.files = files;
    }

    static OpenedHere collect() throws IOException {
        AtomicInteger ids = new AtomicInteger();
        int self = Math.toIntExact(ProcessHandle.current().pid());
        OpenFiles files = OpenFiles.collect(List.of(self), ids::incrementAndGet);
        files.addQueues(/* isFrozen= */ false);
        return new OpenedHere(files);
    }

    OpenFiles tree() {
        return files;
    }

    /** The open file behind a descriptor of ours. */
    OpenFile of(Fd fd) {
        return files.files().stream()
                .filter(file -> file.owners().stream().anyMatch(owner -> owner.fd() == fd.number()))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        files.close();
    }
}
