package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Fcntl.O_ACCMODE;
import static dev.ferry.linux.abi.Fcntl.O_APPEND;
import static dev.ferry.linux.abi.Fcntl.O_DIRECT;
import static dev.ferry.linux.abi.Fcntl.O_LARGEFILE;
import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;
import static dev.ferry.linux.abi.Fcntl.O_RDONLY;
import static dev.ferry.linux.abi.Fcntl.O_RDWR;

import com.google.auto.service.AutoService;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.PipeEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.Dup;
import dev.ferry.linux.file.FileFlags;
import dev.ferry.linux.file.Open;
import dev.ferry.linux.file.Pipe;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * An end of a pipe(7) without a name, with what waits in the pipe and how much it can hold. A pipe is made when its first end is
 * wanted, together with all other open files that are ends of it. An end that nobody has any more is closed after filling, so that
 * the one that is left sees end of file or EPIPE as before.
 */
@AutoService(FileKind.class)
public final class PipeKind implements FileKind {
    private static final KnownFlags FLAGS = new KnownFlags(O_ACCMODE | O_NONBLOCK | O_DIRECT | O_APPEND | O_LARGEFILE);

    @Override
    public Set<FileSignature> signatures() {
        return Set.of(FileSignature.PIPE);
    }

    @Override
    public Optional<String> refusal(OpenFile file, TreeFiles tree) throws IOException {
        Optional<String> refusal = FLAGS.refusal(file);
        if (refusal.isEmpty()) {
            refusal = packetsRefusal(file);
        }
        return refusal.isPresent()
                ? refusal
                : tree.outsideHolder(file.link()).map(holder -> outsideRefusal(file, holder));
    }

    private static String outsideRefusal(OpenFile file, String holder) {
        return "The " + file.describe() + " leads to " + holder
                + ", which stays behind; start the program with a file in its "
                + "place (for example '< /dev/null' or '> out.log 2>&1'), or move both programs together.";
    }

    /** Where one packet ends and the next begins is lost in the image. */
    private static Optional<String> packetsRefusal(OpenFile file) throws IOException {
        boolean packets = (file.flags() & O_DIRECT) != 0 && Pipe.queued(file.copy()) > 0;
        return packets
                ? Optional.of(
                        "The " + file.describe() + " is in packet mode (O_DIRECT) and packets wait in it, which this "
                                + "version of Ferry can not carry; try again when they have been read.")
                : Optional.empty();
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) throws IOException {
        int pipe = number(file, context);
        if (pipe == file.id()) {
            context.append(ImageType.PIPES_DATA, PipeContents.entry(file, pipe), PipeContents.queued(file));
        }
        PipeEntry entry = PipeEntry.newBuilder()
                .setId(file.id())
                .setPipeId(pipe)
                .setFlags(file.flags())
                .setFown(Fown.NOBODY)
                .build();
        return FileEntry.newBuilder()
                .setType(FdTypes.PIPE)
                .setId(file.id())
                .setPipe(entry)
                .build();
    }

    /** All ends of a pipe agree on its number without talking to each other: it is the lowest of theirs. */
    private static int number(OpenFile file, TreeFiles tree) {
        return tree.withLink(file.link()).stream().mapToInt(OpenFile::id).min().orElse(file.id());
    }

    @Override
    public boolean restores(FileEntry entry) {
        return entry.getType() == FdTypes.PIPE;
    }

    @Override
    public Fd create(FileEntry entry, RestoreContext context) throws IOException {
        PipeEntry wanted = require(entry);
        try (Pipe pipe = Pipe.create(O_NONBLOCK)) {
            PipeContents.fill(ImageType.PIPES_DATA, wanted.getPipeId(), pipe.writeEnd(), entry, context);
            for (FileEntry other : context.entries()) {
                boolean isOther = other.getType() == FdTypes.PIPE && other.getId() != entry.getId();
                if (isOther && require(other).getPipeId() == wanted.getPipeId()) {
                    context.provide(other.getId(), open(pipe, other.getPipe().getFlags()));
                }
            }
            return open(pipe, wanted.getFlags());
        }
    }

    private static PipeEntry require(FileEntry entry) throws ImageException {
        PipeEntry pipe = entry.getPipe();
        Plausible.requireMessage(entry, entry.hasPipe(), pipe.getId(), pipe.getFown());
        FLAGS.require(entry, pipe.getFlags());
        Plausible.require(entry, (pipe.getFlags() & O_ACCMODE) != O_ACCMODE, "is neither read nor written");
        return pipe;
    }

    /**
     * One more open file for an end. The kernel marks ends that were opened through /proc with O_LARGEFILE; the one without is the end
     * that pipe(2) gave.
     */
    private static Fd open(Pipe pipe, int flags) throws IOException {
        int access = flags & O_ACCMODE;
        Fd end = access == O_RDONLY ? pipe.readEnd() : pipe.writeEnd();
        boolean isOriginal = access != O_RDWR && (flags & O_LARGEFILE) == 0;
        Fd opened = isOriginal ? Dup.of(end) : Open.again(end, access | O_NONBLOCK);
        FileFlags.setStatus(opened, flags);
        return opened;
    }
}
