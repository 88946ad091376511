package dev.ferry.engine.resource;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.linux.Fd;
import java.util.Set;

/** A kind that is recognised only to say why the program can not move: the image format has no place for such a file. */
abstract class RefusedKind implements FileKind {
    private final Set<FileSignature> signatures;

    RefusedKind(FileSignature... signatures) {
        this.signatures = Set.of(signatures);
    }

    @Override
    public final Set<FileSignature> signatures() {
        return signatures;
    }

    @Override
    public final FileEntry dump(OpenFile file, DumpContext context) {
        throw new IllegalStateException(file.describe() + " was refused");
    }

    @Override
    public final boolean restores(FileEntry entry) {
        return false;
    }

    @Override
    public final Fd create(FileEntry entry, RestoreContext context) throws ImageException {
        throw new ImageException("The checkpoint has an open file that no image can describe.");
    }
}
