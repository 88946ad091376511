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
 * another file system the listing goes on somewhere else. One that was removed is a ghost.
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
        if (!RegFile.isAtItsPath(file) && !RegFile.isDeleted(file)) {
            return Optional.of("The directory " + file.describe()
                    + " is hidden from here; let the program leave it before it moves.");
        }
        return KernelFileSystem.isProc(file) ? KernelFileSystem.refusal(file, tree) : Optional.empty();
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) throws IOException {
        if (!RegFile.isAtItsPath(file)) {
            int number = ghostNumber(file, context);
            GhostFile.dumpNode(file, file.id(), number, number == file.id(), context);
        }
        return RegFile.wrap(RegFile.entry(file, RegFile.lastName(file)).build());
    }

    /** All open files of one removed directory agree on the lowest of theirs. */
    private static int ghostNumber(OpenFile file, TreeFiles tree) {
        return tree.files().stream()
                .filter(other -> other.stat().isSameFile(file.stat()))
                .mapToInt(OpenFile::id)
                .min()
                .orElse(file.id());
    }

    @Override
    public boolean restores(FileEntry entry) {
        return RegFile.isType(entry, Stat.S_IFDIR);
    }

    @Override
    public Fd create(FileEntry entry, RestoreContext context) throws IOException {
        RegFileEntry reg = RegFile.require(entry);
        Fd directory = RegFile.open(reg, RegFile.path(reg, context), Stat.S_IFDIR);
        try {
            KernelFileSystem.requireOfTree(directory, reg, context.pids());
            RegFile.seek(directory, reg);
            return directory;
        } catch (IOException e) {
            directory.close();
            throw e;
        }
    }
}
