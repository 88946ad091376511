package dev.ferry.engine.resource;

import com.google.auto.service.AutoService;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.RegFileEntry;
import dev.ferry.engine.image.proto.RemapFilePathEntry;
import dev.ferry.engine.image.proto.RemapType;
import dev.ferry.engine.resource.RestoreContext.Appended;
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
 * was deleted becomes a ghost file, which all open files of that inode share; so does one that only lost the name under which
 * it was opened, if nobody in the tree writes to it: it is then no longer the same file as the one with the other names.
 */
@AutoService(FileKind.class)
public final class RegularFileKind implements FileKind {
    private static final String DELETED = " (deleted)";

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
                RegFile.entry(file, withoutMark(file)).setSize(file.stat().size());
        if (KernelFileSystem.isProc(file)) {
            return RegFile.wrap(entry.clearSize().build());
        }
        if (!RegFile.isAtItsPath(file)) {
            dumpGhost(file, context);
        } else if (file.isWritable()) {
            carryOnce(file, context);
        } else {
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
        Fd file = RegFile.open(reg, path(reg, context), Stat.S_IFREG);
        try {
            requireSameContent(reg, file);
            RegFile.seek(file, reg);
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** The mark is part of the name if the file is there under it. */
    private static String withoutMark(OpenFile file) throws IOException {
        boolean marked = file.link().endsWith(DELETED) && !RegFile.isAtItsPath(file);
        return marked ? file.link().substring(0, file.link().length() - DELETED.length()) : file.link();
    }

    private static Optional<String> ghostRefusal(OpenFile file, TreeFiles tree) throws IOException {
        if (!file.link().startsWith("/") || !file.link().endsWith(DELETED)) {
            return Optional.of(
                    RegFile.name(file)
                            + " is hidden under a mount or in another mount namespace; start Ferry where its path leads to it.");
        }
        if (file.stat().links() > 0 && isWritten(file, tree)) {
            return Optional.of(RegFile.name(file) + " was removed but has another name, which it would lose on the "
                    + "other host while the program writes to it; give it its name back with ln(1).");
        }
        return GhostFile.refusal(file);
    }

    /** Each name would be carried by itself, and what is written through one would no longer be seen through the other. */
    private static Optional<String> otherNameRefusal(OpenFile file, TreeFiles tree) {
        return openFilesOf(file, tree).stream()
                .filter(other -> !other.link().equals(file.link()) && isWritten(file, tree))
                .findFirst()
                .map(other -> RegFile.name(file) + " is also open as " + other.link()
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

    private static void carryOnce(OpenFile file, DumpContext context) throws IOException {
        boolean first = openFilesOf(file, context).stream()
                .filter(OpenFile::isWritable)
                .findFirst()
                .map(carried -> carried.id() == file.id())
                .orElse(true);
        if (first) {
            context.carry(file);
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

    private static Path path(RegFileEntry entry, RestoreContext context) throws IOException {
        for (Appended<RemapFilePathEntry> remap :
                context.appended(ImageType.REMAP_FPATH, RemapFilePathEntry.parser())) {
            if (remap.entry().getOrigId() == entry.getId()) {
                return ghost(entry, remap.entry(), context);
            }
        }
        return context.resolve(entry.getName());
    }

    /** Where the ghost of an entry is. */
    static Path ghost(RegFileEntry entry, RemapFilePathEntry remap, RestoreContext context) throws ImageException {
        if (remap.getRemapType() != RemapType.GHOST) {
            throw new ImageException("The program had " + entry.getName() + " open, which was found by a remap of type "
                    + remap.getRemapType() + "; this version of Ferry can not restore that.");
        }
        return context.ghost(remap.getRemapId())
                .orElseThrow(() -> new ImageException("The program had the deleted file " + entry.getName()
                        + " open, but the checkpoint lacks its content (ghost file "
                        + Integer.toHexString(remap.getRemapId()) + "); dump the program again."));
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
