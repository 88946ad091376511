package dev.ferry.engine.stream;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.seal.Seal;
import dev.ferry.engine.seal.SealedOutput;
import dev.ferry.engine.seal.Unsealing;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** A whole checkpoint in one file or pipe: eight bytes of magic, then the frames of one set. */
public final class CheckpointFile {
    private static final byte[] MAGIC = "FERRYCP1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SEALED = "age-encr".getBytes(StandardCharsets.US_ASCII);
    private static final int STREAM = 1;
    private static final int BUFFER = 256 << 10;

    private CheckpointFile() {}

    /** Writes a checkpoint to {@code out}, and closes it when the sink is closed. */
    public static ImageSink sink(OutputStream out) throws IOException {
        out.write(MAGIC);
        FrameWriter frames = new FrameWriter(out);
        return new FrameImageSink(frames, STREAM, frames);
    }

    /** The same so that only some can read it. */
    public static ImageSink sealedSink(OutputStream out, Seal seal) throws IOException {
        SealedOutput sealed = seal.seal(out);
        return new CompletingSink(sink(sealed), sealed::finish, sealed);
    }

    /** Reads a checkpoint from {@code in}, which may be sealed, and closes it when the source is closed. */
    public static ImageSource source(InputStream in, Unsealing unsealing) throws IOException {
        return source(unsealing.open(new BufferedInputStream(in, BUFFER)));
    }

    /**
     * Reads a checkpoint to its end.
     *
     * @throws IOException if a byte of it is not as it was written, or something is missing or left over
     */
    static void verify(InputStream in, Unsealing unsealing) throws IOException {
        FrameReader frames = open(unsealing.open(new BufferedInputStream(in, BUFFER)));
        ImageSource source = new FrameImageSource(frames, STREAM, CheckpointFile::refuse);
        for (Optional<IncomingImage> next = source.next(); next.isPresent(); ) {
            next = source.next();
        }
        if (frames.read().isPresent()) {
            throw new ImageException("The checkpoint is damaged: it goes on behind its end.");
        }
    }

    /** Reads a checkpoint from {@code in}, and closes it when the source is closed. */
    public static ImageSource source(InputStream in) throws IOException {
        FrameReader frames = open(in);
        return new FrameImageSource(frames, STREAM, CheckpointFile::refuse, frames);
    }

    private static FrameReader open(InputStream in) throws IOException {
        byte[] magic = in.readNBytes(MAGIC.length);
        if (Arrays.equals(magic, SEALED)) {
            throw new ImageException(
                    "The checkpoint is encrypted; open it with ferry restore or ferry show, which take a"
                            + " private key or ask for the passphrase.");
        }
        if (!Arrays.equals(magic, MAGIC)) {
            throw new ImageException("This is no checkpoint file of Ferry: it does not start with "
                    + new String(MAGIC, StandardCharsets.US_ASCII) + ".");
        }
        return new FrameReader(in);
    }

    private static void refuse(Frame frame) throws ImageException {
        throw new ImageException("The checkpoint file is damaged: it has a " + frame.type() + " frame.");
    }
}
