package dev.ferry.engine.resource;

import com.google.auto.service.AutoService;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.linux.Fd;
import java.util.Optional;
import java.util.Set;

/** Named pipes, see fifo(7), which this version of Ferry recognises and refuses. */
@AutoService(FileKind.class)
public final class FifoKind implements FileKind {
    @Override
    public Set<FileSignature> signatures() {
        return Set.of(FileSignature.FIFO);
    }

    @Override
    public Optional<String> refusal(OpenFile file, TreeFiles tree) {
        return Optional.of(
                "The " + file.describe() + " is a named pipe, which can not move yet; move the program when it "
                        + "has closed it, or let it use a pipe without a name.");
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        throw new IllegalStateException(file.describe() + " was refused");
    }

    @Override
    public boolean restores(FileEntry entry) {
        return entry.getType() == FdTypes.FIFO;
    }

    @Override
    public Fd create(FileEntry entry, RestoreContext context) throws ImageException {
        throw new ImageException("The open file " + Integer.toUnsignedString(entry.getId())
                + " in files.img is a named pipe, which this version of Ferry can not restore.");
    }
}
