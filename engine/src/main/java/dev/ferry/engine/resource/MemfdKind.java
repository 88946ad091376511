package dev.ferry.engine.resource;

import com.google.auto.service.AutoService;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.linux.Fd;
import java.util.Optional;
import java.util.Set;

/** Files of memfd_create(2), which this version of Ferry recognises and refuses. */
@AutoService(FileKind.class)
public final class MemfdKind implements FileKind {
    @Override
    public Set<FileSignature> signatures() {
        return Set.of(FileSignature.MEMFD);
    }

    @Override
    public Optional<String> refusal(OpenFile file, TreeFiles tree) {
        return Optional.of(
                RegFile.name(file)
                        + " is a file in memory (memfd_create), which can not move yet; move the program when it has closed it.");
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        throw new IllegalStateException(file.describe() + " was refused");
    }

    @Override
    public boolean restores(FileEntry entry) {
        return entry.getType() == FdTypes.MEMFD;
    }

    @Override
    public Fd create(FileEntry entry, RestoreContext context) throws ImageException {
        throw new ImageException("The open file " + Integer.toUnsignedString(entry.getId())
                + " in files.img is a file in memory (memfd), which this version of Ferry can not restore.");
    }
}
