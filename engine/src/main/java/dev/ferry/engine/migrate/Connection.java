package dev.ferry.engine.migrate;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.ferry.engine.stream.CompressMode;
import dev.ferry.engine.stream.Frame;
import dev.ferry.engine.stream.FrameImageSink;
import dev.ferry.engine.stream.FrameImageSource;
import dev.ferry.engine.stream.FrameReader;
import dev.ferry.engine.stream.FrameType;
import dev.ferry.engine.stream.FrameWriter;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.stream.Zstd;
import dev.ferry.engine.wire.proto.Failure;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;

/**
 * The channel between two engines: control messages, sets of images and signs of life. What the other engine complains about comes
 * out of every receiving method as {@link PeerFailedException}, and its absence as {@link PeerLostException}.
 */
final class Connection implements Closeable {
    private static final int IMAGES = 1;
    private static final int PAGES = 2;

    /** What this engine announces if zstd works here. */
    private final TimedInput in;

    private final TimedOutput out;
    private final CompressMode compress;
    private final FrameReader reader;
    private final FrameWriter writer;
    private final MessageAssembler assembler = new MessageAssembler();
    private final Patience patience;
    private final KeepAlive keepAlive;

    private Connection(TimedInput in, TimedOutput out, Patience patience, CompressMode compress) {
        this.in = in;
        this.out = out;
        this.compress = compress;
        this.reader = new FrameReader(in);
        this.writer = new FrameWriter(out);
        this.patience = patience;
        this.keepAlive = new KeepAlive(writer, patience.silence().dividedBy(4));
    }

    /** Finds the start of the other engine's words, and says that this is one too. */
    static Connection open(Duplex channel, Patience patience, LinkOptions link) throws IOException {
        TimedInput in = new TimedInput(channel.in(), patience);
        TimedOutput out = new TimedOutput(channel.out(), patience, link.bandwidth());
        try {
            Magic.exchange(in, out);
            return new Connection(in, out, patience, link.compress());
        } catch (IOException | RuntimeException e) {
            out.close();
            in.close();
            throw e;
        }
    }

    /** What this engine can do besides what its version says; what it announces it accepts from now on. */
    Set<String> features() {
        if (compress == CompressMode.NONE || !Zstd.isAvailable()) {
            return Set.of(
                    Greeting.PRE_COPY, Greeting.SHARED_PRE_COPY, Greeting.KEPT_CONNECTIONS, Greeting.TIME_NAMESPACE);
        }
        reader.acceptCompressed();
        return Set.of(
                Greeting.PRE_COPY,
                Greeting.SHARED_PRE_COPY,
                Greeting.KEPT_CONNECTIONS,
                Greeting.TIME_NAMESPACE,
                Zstd.FEATURE);
    }

    /** Uses what both engines can do. */
    void use(Set<String> common) {
        if (common.contains(Zstd.FEATURE)) {
            writer.compress(compress, out::load);
        }
    }

    /** What was sent, and how quickly the next pages would go. */
    Traffic traffic() {
        return Traffic.of(writer.traffic(), out.load());
    }

    /** Sends a message, in several frames if it is long. */
    void send(MessageType type, MessageLite content) throws IOException {
        byte[] body = content.toByteArray();
        int part = Frame.MAX_PAYLOAD - MessageAssembler.HEADER;
        for (int start = 0; start == 0 || start < body.length; start += part) {
            int length = Math.min(part, body.length - start);
            byte[] payload = new byte[MessageAssembler.HEADER + length];
            payload[0] = (byte) type.code();
            payload[1] = (byte) (start + length < body.length ? 1 : 0);
            System.arraycopy(body, start, payload, MessageAssembler.HEADER, length);
            writer.write(Frame.CONTROL_STREAM, FrameType.CONTROL, payload);
        }
        writer.flush();
    }

    /** Sends a PAGES frame, see {@link dev.ferry.engine.precopy.PageTransfer}. */
    void sendPages(byte[] header, byte[] content, int offset, int length) throws IOException {
        writer.write(PAGES, FrameType.PAGES, header, content, offset, length);
    }

    /** The next message; empty if the other engine has closed the channel instead. */
    Optional<Message> receive() throws IOException {
        return receive(pages -> {
            throw new ProtocolException("it sent PAGES before its time");
        });
    }

    /** Takes the payloads of PAGES frames; each is valid only during the call. */
    @FunctionalInterface
    interface PagesReceiver {
        void take(ByteBuffer payload) throws IOException;
    }

    /** The next message; pages that come before it are given to {@code pages}. */
    Optional<Message> receive(PagesReceiver pages) throws IOException {
        while (true) {
            Optional<Frame> frame = reader.read();
            if (frame.isEmpty()) {
                return Optional.empty();
            }
            if (frame.get().type() == FrameType.PAGES) {
                pages.take(frame.get().payload());
                continue;
            }
            Optional<Message> message = control(frame.get());
            if (message.isPresent()) {
                return message;
            }
        }
    }

    /** The contents of the next message, which has to be of this type. */
    <T extends MessageLite> T expect(MessageType type, Parser<T> parser) throws IOException {
        Message message = receive().orElseThrow(() -> new PeerLostException("it has closed the connection"));
        if (message.type() != type) {
            throw new ProtocolException("it sent " + message.type() + " instead of " + type);
        }
        return message.as(parser);
    }

    /** Throws what the other engine has complained about, if it has; does not wait. */
    void requireContent() throws IOException {
        while (in.hasNews()) {
            Frame frame = reader.read().orElseThrow(() -> new PeerLostException("it has closed the connection"));
            if (control(frame).isPresent()) {
                throw new ProtocolException("it sent a message before its time");
            }
        }
    }

    /** Where the set of images goes. */
    FrameImageSink imageSink() {
        return new FrameImageSink(writer, IMAGES);
    }

    /** Where the set of images comes from. */
    ImageSource imageSource() {
        return new FrameImageSource(reader, IMAGES, frame -> {
            if (control(frame).isPresent()) {
                throw new ProtocolException("it sent a message among the images");
            }
        });
    }

    /** A last message, if the link still lets it through. */
    void sendLastWords(MessageType type, MessageLite content) {
        patience.ignoreCancel();
        try {
            send(type, content);
        } catch (IOException lost) {
            return;
        }
    }

    /** Why the other engine went, if it had said so before the link broke. */
    Optional<PeerFailedException> lastWords() {
        patience.ignoreCancel();
        try {
            while (receive().isPresent()) {}
            return Optional.empty();
        } catch (PeerFailedException words) {
            return Optional.of(words);
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    private Optional<Message> control(Frame frame) throws IOException {
        if (frame.type() == FrameType.PING) {
            return Optional.empty();
        }
        if (frame.type() != FrameType.CONTROL) {
            throw new ProtocolException("it sent " + frame.type() + " before its time");
        }
        Optional<Message> message = assembler.take(frame);
        if (message.isPresent()) {
            requireNoComplaint(message.get());
        }
        return message;
    }

    private static void requireNoComplaint(Message message) throws IOException {
        switch (message.type()) {
            case CANCEL -> throw new CancelledException();
            case FAILED, REFUSED -> {
                Failure failure = message.as(Failure.parser());
                throw new PeerFailedException(
                        FailureCode.of(failure.getCode()),
                        printable(failure.getText(), 2_000),
                        printable(failure.getStep(), 100),
                        message.type() == MessageType.REFUSED);
            }
            default -> {}
        }
    }

    /** Somebody else's text ends on a terminal. */
    private static String printable(String text, int limit) {
        String start = text.length() <= limit ? text : text.substring(0, limit) + "...";
        return start.replaceAll("\\p{Cntrl}", "?");
    }

    @Override
    public void close() throws IOException {
        keepAlive.close();
        try (in) {
            writer.close();
        }
    }
}
