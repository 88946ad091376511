package dev.ferry.engine.resource;

import com.google.auto.service.AutoService;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.RegFileEntry;
import dev.ferry.engine.image.proto.RemapFilePathEntry;
import dev.ferry.engine.image.proto.RemapType;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Stat;
import dev.ferry.linux.file.FileStat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A regular file, open or only mapped. It is opened again under its path. One that the program writes to is carried. One that
 * was deleted becomes a ghost file, which all open files of that inode share. One that only lost the name under which it was
 * opened is opened by another name that the tree has it open by; if there is none and nobody in the tree writes to it, it becomes
 * a ghost too: it is then no longer the same file as the one with the other names.
 */
@AutoService(FileKind.class)
public final class RegularFileKind implements FileKind {
    @Override
    public Set<FileSignature> signatures() {
        return Set.of(FileSignature.REGULAR);
    }

    @Override
    public Optional<String> refusal(OpenFile file, TreeFiles tree) throws IOException {
        Optional<String> general = RegFile.refusal(file);
        if (general.isPresent()) {
            return general;
        }
        Optional<String> kernel = KernelFileSystem.refusal(file, tree);
        if (kernel.isPresent() || KernelFileSystem.isProc(file)) {
            return kernel;
        }
        return RegFile.isAtItsPath(file) ? otherNameRefusal(file, tree) : ghostRefusal(file, tree);
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) throws IOException {
        RegFileEntry.Builder entry =
                RegFile.entry(file, RegFile.lastName(file)).setSize(file.stat().size());
        if (KernelFileSystem.isProc(file)) {
            return RegFile.wrap(entry.clearSize().build());
        }
        if (!RegFile.isAtItsPath(file)) {
            dumpNameless(file, context);
        } else if (isWritten(file, context)) {
            carryOnce(file, context);
        }
        if (RegFile.isAtItsPath(file) && !file.isWritable()) {
            entry.addAllBuildId(BuildId.words(Path.of(file.link())));
        }
        return RegFile.wrap(entry.build());
    }

    @Override
    public boolean restores(FileEntry entry) {
        return RegFile.isType(entry, Stat.S_IFREG);
    }

    @Override
    public Fd create(FileEntry entry, RestoreContext context) throws IOException {
        RegFileEntry reg = RegFile.require(entry);
        Fd file = RegFile.open(reg, RegFile.path(reg, context), Stat.S_IFREG);
        try {
            KernelFileSystem.requireOfTree(file, reg, context.pids());
            requireSameContent(reg, file);
            RegFile.seek(file, reg);
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static Optional<String> ghostRefusal(OpenFile file, TreeFiles tree) throws IOException {
        if (!RegFile.isDeleted(file)) {
            return Optional.of(
                    RegFile.name(file)
                            + " is hidden under a mount or in another mount namespace; start Ferry where its path leads to it.");
        }
        if (livingName(file, tree).isPresent()) {
            return Optional.empty();
        }
        if (file.stat().links() > 0 && isWritten(file, tree)) {
            return Optional.of(RegFile.name(file) + " was removed but has another name, which it would lose on the "
                    + "other host while the program writes to it; give it its name back with ln(1).");
        }
        boolean isKernels = file.link().startsWith("/dev/") && !file.link().startsWith("/dev/shm/");
        return isKernels
                ? Optional.of(RegFile.name(file) + " is memory that was mapped without a file, opened by way of"
                        + " /proc/PID/map_files, which this version of Ferry can not carry; move the program when it has"
                        + " closed it.")
                : GhostFile.refusal(file);
    }

    /** Each name would be carried by itself, and what is written through one would no longer be seen through the other. */
    private static Optional<String> otherNameRefusal(OpenFile file, TreeFiles tree) throws IOException {
        Optional<OpenFile> another = Optional.empty();
        for (OpenFile other : openFilesOf(file, tree)) {
            if (!other.link().equals(file.link()) && RegFile.isAtItsPath(other) && isWritten(file, tree)) {
                another = Optional.of(other);
            }
        }
        return another.map(other -> RegFile.name(file) + " is also open as " + other.link()
                + " and the program writes to it; let it use one name only.");
    }

    private static boolean isWritten(OpenFile file, TreeFiles tree) {
        return openFilesOf(file, tree).stream().anyMatch(OpenFile::isWritable);
    }

    private static List<OpenFile> openFilesOf(OpenFile file, TreeFiles tree) {
        return tree.files().stream()
                .filter(other -> other.stat().isSameFile(file.stat())
                        && other.signature().equals(FileSignature.REGULAR))
                .toList();
    }

    /** Another open file of the same inode that still has its name. */
    private static Optional<OpenFile> livingName(OpenFile file, TreeFiles tree) throws IOException {
        for (OpenFile other : openFilesOf(file, tree)) {
            if (other.id() != file.id() && RegFile.isAtItsPath(other)) {
                return Optional.of(other);
            }
        }
        return Optional.empty();
    }

    /** By the first of its open files that has the name. */
    private static void carryOnce(OpenFile file, DumpContext context) throws IOException {
        for (OpenFile other : openFilesOf(file, context)) {
            if (RegFile.isAtItsPath(other)) {
                if (other.id() == file.id()) {
                    context.carry(file);
                }
                return;
            }
        }
    }

    private static void dumpNameless(OpenFile file, DumpContext context) throws IOException {
        Optional<OpenFile> living = livingName(file, context);
        if (living.isPresent()) {
            context.append(
                    ImageType.REMAP_FPATH,
                    RemapFilePathEntry.newBuilder()
                            .setOrigId(file.id())
                            .setRemapId(living.get().id())
                            .setRemapType(RemapType.LINKED)
                            .build());
        } else {
            dumpGhost(file, context);
        }
    }

    /** The ghost has the number of the first open file of its inode, and is announced by that one alone. */
    private static void dumpGhost(OpenFile file, DumpContext context) throws IOException {
        int number = ghostNumber(file, context);
        if (number == file.id()) {
            context.later(ImageType.GHOST_FILE, number, image -> GhostFile.write(file, image));
        }
        context.append(
                ImageType.REMAP_FPATH,
                RemapFilePathEntry.newBuilder()
                        .setOrigId(file.id())
                        .setRemapId(number)
                        .setRemapType(RemapType.GHOST)
                        .build());
    }

    private static int ghostNumber(OpenFile file, TreeFiles tree) throws IOException {
        for (OpenFile other : openFilesOf(file, tree)) {
            if (!RegFile.isAtItsPath(other)) {
                return other.id();
            }
        }
        return file.id();
    }

    private static void requireSameContent(RegFileEntry entry, Fd file) throws IOException {
        long size = FileStat.of(file).size();
        if (size < entry.getSize()) {
            throw new ImageException("The program had " + entry.getName() + " open with " + entry.getSize()
                    + " bytes, and on this host it has only " + size
                    + "; put the same file there, or let Ferry carry it.");
        }
        if (entry.getBuildIdCount() > 0 && !BuildId.words(BuildId.path(file)).equals(entry.getBuildIdList())) {
            throw new ImageException("The program had " + entry.getName()
                    + " open, which on this host is another build (its build-id differs); put the same build there.");
        }
    }
}
