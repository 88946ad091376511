package dev.ferry.engine.stream;

import dev.ferry.engine.image.ImageException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads a set from the frames of one stream, in the order in which it was written. After the last image the reader stands
 * behind SET_END, and whoever owns it goes on.
 */
public final class FrameImageSource implements ImageSource {
    private final FrameReader frames;
    private final int stream;
    private final ControlHandler control;
    private final Closeable owned;
    private final ImageNames names = new ImageNames();
    private IncomingContent open;
    private boolean ended;

    /** Reads the images on {@code stream}. Closing the source leaves {@code frames} open. */
    public FrameImageSource(FrameReader frames, int stream, ControlHandler control) {
        this(frames, stream, control, () -> {});
    }

    FrameImageSource(FrameReader frames, int stream, ControlHandler control, Closeable owned) {
        this.frames = frames;
        this.stream = stream;
        this.control = control;
        this.owned = owned;
    }

    @Override
    public Optional<IncomingImage> next() throws IOException {
        if (open != null) {
            open.skipToEnd();
        }
        if (ended) {
            return Optional.empty();
        }
        Frame frame = nextFrame();
        return switch (frame.type()) {
            case IMAGE_OPEN -> Optional.of(open(frame.payload()));
            case SET_END -> end(frame.payload());
            default -> throw unexpected(frame, "between two images");
        };
    }

    @Override
    public void close() throws IOException {
        owned.close();
    }

    private IncomingImage open(ByteBuffer payload) throws ImageException {
        // Other bytes than ASCII become a character that no name may have.
        String name = StandardCharsets.US_ASCII.decode(payload).toString();
        names.add(name);
        open = new IncomingContent(name);
        return new IncomingImage(name, open);
    }

    private Optional<IncomingImage> end(ByteBuffer payload) throws ImageException {
        if (payload.remaining() != Integer.BYTES || payload.getInt() != names.count()) {
            throw new ImageException("The checkpoint is damaged: " + names.count()
                    + " images came, and its end announces another number.");
        }
        ended = true;
        return Optional.empty();
    }

    /** The next frame of our stream. */
    private Frame nextFrame() throws IOException {
        while (true) {
            Frame frame = frames.read().orElseThrow(this::endsEarly);
            if (frame.stream() == stream) {
                return frame;
            }
            if (frame.stream() != Frame.CONTROL_STREAM) {
                throw unexpected(frame, "on stream " + frame.stream());
            }
            control.receive(frame);
        }
    }

    private ImageException endsEarly() {
        String where = open == null ? "" : " in image " + open.name;
        return new ImageException("The checkpoint ends early" + where + ": its sender broke off or the file was cut.");
    }

    private static ImageException unexpected(Frame frame, String where) {
        return new ImageException("The checkpoint is damaged: a " + frame.type() + " frame came " + where + ".");
    }

    /** The content of the current image. */
    private final class IncomingContent extends InputStream {
        private final String name;
        private ByteBuffer data = ByteBuffer.allocate(0);
        private long total;

        IncomingContent(String name) {
            this.name = name;
        }

        @Override
        public int read() throws IOException {
            return fill() ? Byte.toUnsignedInt(data.get()) : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int count = Math.min(length, data.remaining());
            data.get(bytes, offset, count);
            return count;
        }

        @Override
        public int available() {
            return open == this ? data.remaining() : 0;
        }

        /** Makes sure that there is data; false at the end of the image. */
        private boolean fill() throws IOException {
            while (open == this && !data.hasRemaining()) {
                Frame frame = nextFrame();
                switch (frame.type()) {
                    case IMAGE_DATA -> {
                        data = frame.payload();
                        total += data.remaining();
                    }
                    case IMAGE_END -> finish(frame.payload());
                    default -> throw unexpected(frame, "inside image " + name);
                }
            }
            return open == this;
        }

        private void finish(ByteBuffer payload) throws ImageException {
            if (payload.remaining() != Long.BYTES || payload.getLong() != total) {
                throw new ImageException("Image " + name + " is damaged: " + total
                        + " bytes came, and its end announces another number.");
            }
            open = null;
        }

        private void skipToEnd() throws IOException {
            while (fill()) {
                data.position(data.limit());
            }
        }
    }
}
