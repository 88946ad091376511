package dev.ferry.engine.resource;

import com.google.auto.service.AutoService;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.RegFileEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Stat;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * A directory: open, a working directory or a root. The offset of one that is being listed is a number of its file system; on
 * another file system the listing goes on somewhere else.
 */
@AutoService(FileKind.class)
public final class DirectoryKind implements FileKind {
    @Override
    public Set<FileSignature> signatures() {
        return Set.of(FileSignature.DIRECTORY);
    }

    @Override
    public Optional<String> refusal(OpenFile file, TreeFiles tree) throws IOException {
        Optional<String> general = RegFile.refusal(file);
        if (general.isPresent()) {
            return general;
        }
        if (!RegFile.isAtItsPath(file)) {
            return Optional.of("The directory " + file.describe()
                    + " was removed or is hidden from here; let the program leave it before it moves.");
        }
        return KernelFileSystem.isProc(file) ? KernelFileSystem.refusal(file, tree) : Optional.empty();
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        return RegFile.wrap(RegFile.entry(file, file.link()).build());
    }

    @Override
    public boolean restores(FileEntry entry) {
        return RegFile.isType(entry, Stat.S_IFDIR);
    }

    @Override
    public Fd create(FileEntry entry, RestoreContext context) throws IOException {
        RegFileEntry reg = RegFile.require(entry);
        Fd directory = RegFile.open(reg, context.resolve(reg.getName()), Stat.S_IFDIR);
        try {
            RegFile.seek(directory, reg);
            return directory;
        } catch (IOException e) {
            directory.close();
            throw e;
        }
    }
}
