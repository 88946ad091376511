package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Fcntl.O_ACCMODE;
import static dev.ferry.linux.abi.Fcntl.O_DIRECT;
import static dev.ferry.linux.abi.Fcntl.O_NOFOLLOW;
import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;
import static dev.ferry.linux.abi.Fcntl.O_PATH;
import static dev.ferry.linux.abi.Fcntl.O_RDONLY;
import static dev.ferry.linux.abi.Fcntl.O_RDWR;

import com.google.auto.service.AutoService;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FifoEntry;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.RegFileEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Stat;
import dev.ferry.linux.file.Pipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An end of a pipe with a name, fifo(7), with what waits in it. The name is in an entry of its own, as CRIU has it; where nothing
 * has that name any more it is a ghost. A fifo that nobody has written to yet has no contents, not even none: its reader is not
 * told of an end as long as that is so.
 */
@AutoService(FileKind.class)
public final class FifoKind implements FileKind {
    @Override
    public Set<FileSignature> signatures() {
        return Set.of(FileSignature.FIFO);
    }

    @Override
    public Optional<String> refusal(OpenFile file, TreeFiles tree) throws IOException {
        Optional<String> general = RegFile.refusal(file);
        if (general.isPresent() || isHandle(file)) {
            return general;
        }
        if (!RegFile.isAtItsPath(file) && !RegFile.isDeleted(file)) {
            return Optional.of(
                    "The " + file.describe()
                            + " is hidden under a mount or in another mount namespace; start Ferry where its path leads to it.");
        }
        if ((file.flags() & O_DIRECT) != 0 && Pipe.queued(file.copy()) > 0) {
            return Optional.of("The " + file.describe() + " is in packet mode (O_DIRECT) and packets wait in it, which "
                    + "this version of Ferry can not carry; try again when they have been read.");
        }
        return tree.outsideHolder(file.link())
                .map(holder -> "The " + file.describe() + " leads to " + holder
                        + ", which stays behind; move both programs together.");
    }

    private static boolean isHandle(OpenFile file) {
        return (file.flags() & O_PATH) != 0;
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) throws IOException {
        boolean named = RegFile.isAtItsPath(file);
        int id = isHandle(file) ? file.id() : context.newId();
        RegFileEntry name = RegFile.entry(file, RegFile.lastName(file))
                .setId(id)
                .setFown(Fown.told(file))
                .build();
        List<OpenFile> ends = ends(file, context);
        int pipe = ends.stream().mapToInt(OpenFile::id).min().orElse(file.id());
        if (named) {
            context.carry(file);
        } else {
            GhostFile.dumpNode(file, id, pipe, pipe == file.id(), context);
        }
        if (isHandle(file)) {
            return RegFile.wrap(name);
        }
        context.companion(RegFile.wrap(name));
        if (pipe == file.id() && hasBeenWritten(ends)) {
            context.append(ImageType.FIFO_DATA, PipeContents.entry(file, pipe), PipeContents.queued(file));
        }
        return FileEntry.newBuilder()
                .setType(FdTypes.FIFO)
                .setId(file.id())
                .setFifo(FifoEntry.newBuilder().setId(file.id()).setPipeId(pipe).setRegfId(id))
                .build();
    }

    private static List<OpenFile> ends(OpenFile file, TreeFiles tree) {
        return tree.files().stream()
                .filter(other -> other.signature().equals(FileSignature.FIFO)
                        && !isHandle(other)
                        && other.stat().isSameFile(file.stat()))
                .toList();
    }

    private static boolean hasBeenWritten(List<OpenFile> ends) throws IOException {
        for (OpenFile end : ends) {
            if (end.isWritable() || Pipe.queued(end.copy()) > 0 || Pipe.isHungUp(end.copy())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean restores(FileEntry entry) {
        return entry.getType() == FdTypes.FIFO || RegFile.isType(entry, Stat.S_IFIFO);
    }

    @Override
    public Fd create(FileEntry entry, RestoreContext context) throws IOException {
        if (entry.getType() != FdTypes.FIFO) {
            return handle(RegFile.require(entry), context);
        }
        FifoEntry fifo = require(entry);
        RegFileEntry name = name(entry, context);
        if (isHandle(name)) {
            // CRIU has no other word for it.
            return handle(name, context);
        }
        boolean written = PipeContents.of(ImageType.FIFO_DATA, fifo.getPipeId(), entry, context)
                .isPresent();
        if (!written && (name.getFlags() & O_ACCMODE) == O_RDONLY) {
            return RegFile.open(name, RegFile.path(name, context), Stat.S_IFIFO);
        }
        return createAll(entry, name, context);
    }

    /** Where the name is kept; nobody is at an end by it. */
    private static Fd handle(RegFileEntry name, RestoreContext context) throws IOException {
        int flags = O_PATH | (name.getFlags() & O_NOFOLLOW);
        return RegFile.open(name.toBuilder().setFlags(flags).build(), RegFile.path(name, context), Stat.S_IFIFO);
    }

    private static boolean isHandle(RegFileEntry name) {
        return (name.getFlags() & O_PATH) != 0;
    }

    private static FifoEntry require(FileEntry entry) throws ImageException {
        Plausible.require(entry, entry.hasFifo(), "has no description of its kind");
        FifoEntry fifo = entry.getFifo();
        Plausible.require(entry, fifo.getId() == entry.getId(), "has a description with another number");
        return fifo;
    }

    /** While we hold both ends, all of them can be opened in any order, and what waits stays. */
    private static Fd createAll(FileEntry entry, RegFileEntry name, RestoreContext context) throws IOException {
        Path path = RegFile.path(name, context);
        RegFileEntry both = name.toBuilder().setFlags(O_RDWR | O_NONBLOCK).build();
        int pipe = entry.getFifo().getPipeId();
        try (Fd holder = RegFile.open(both, path, Stat.S_IFIFO)) {
            PipeContents.fill(ImageType.FIFO_DATA, pipe, holder, entry, context);
            for (FileEntry other : context.entries()) {
                boolean isOther = other.getType() == FdTypes.FIFO && other.getId() != entry.getId();
                if (isOther
                        && require(other).getPipeId() == pipe
                        && context.created(other.getId()).isEmpty()) {
                    provide(other, name(other, context), context);
                }
            }
            return RegFile.open(name, path, Stat.S_IFIFO);
        }
    }

    private static void provide(FileEntry end, RegFileEntry name, RestoreContext context) throws IOException {
        if (!isHandle(name)) {
            context.provide(end.getId(), RegFile.open(name, RegFile.path(name, context), Stat.S_IFIFO));
        }
    }

    private static RegFileEntry name(FileEntry entry, RestoreContext context) throws ImageException {
        for (FileEntry other : context.entries()) {
            if (other.getId() == entry.getFifo().getRegfId() && RegFile.isType(other, Stat.S_IFIFO)) {
                RegFileEntry name = RegFile.require(other);
                boolean opens = isHandle(name) || (name.getFlags() & O_ACCMODE) != O_ACCMODE;
                Plausible.require(entry, opens, "is neither read nor written");
                return name;
            }
        }
        throw new ImageException("The fifo " + Integer.toUnsignedString(entry.getId())
                + " of files.img has no name there; dump the program again.");
    }
}
