package dev.ferry.engine.stream;

import dev.ferry.engine.image.ImageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A whole checkpoint in one file or pipe: eight bytes of magic, then the frames of one set. */
public final class CheckpointFile {
    private static final byte[] MAGIC = "FERRYCP1".getBytes(StandardCharsets.US_ASCII);
    private static final int STREAM = 1;

    private CheckpointFile() {}

    /** Writes a checkpoint to {@code out}, and closes it when the sink is closed. */
    public static ImageSink sink(OutputStream out) throws IOException {
        out.write(MAGIC);
        FrameWriter frames = new FrameWriter(out);
        return new FrameImageSink(frames, STREAM, frames);
    }

    /** Reads a checkpoint from {@code in}, and closes it when the source is closed. */
    public static ImageSource source(InputStream in) throws IOException {
        byte[] magic = in.readNBytes(MAGIC.length);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new ImageException("This is no checkpoint file of Ferry: it does not start with "
                    + new String(MAGIC, StandardCharsets.US_ASCII) + ".");
        }
        FrameReader frames = new FrameReader(in);
        return new FrameImageSource(frames, STREAM, CheckpointFile::refuse, frames);
    }

    private static void refuse(Frame frame) throws ImageException {
        throw new ImageException("The checkpoint file is damaged: it has a " + frame.type() + " frame.");
    }
}
