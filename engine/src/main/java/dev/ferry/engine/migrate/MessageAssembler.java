package dev.ferry.engine.migrate;

import com.google.protobuf.ByteString;
import dev.ferry.engine.stream.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Puts control messages together. The payload of a CONTROL frame is {@code u8 code, u8 more, part of the message}; {@code more}
 * is 1 if the next CONTROL frame continues the message.
 */
final class MessageAssembler {
    /** Bytes of the code and the mark. */
    static final int HEADER = 2;

    /** Facts about the largest trees are smaller, in bytes. */
    static final int MAX_MESSAGE = 32 << 20;

    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
    private MessageType open;

    /** Takes a CONTROL frame; the message if it is complete now. */
    Optional<Message> take(Frame frame) throws ProtocolException {
        ByteBuffer payload = frame.payload();
        if (payload.remaining() < HEADER) {
            throw new ProtocolException("a message has no code");
        }
        int code = Byte.toUnsignedInt(payload.get());
        MessageType type =
                MessageType.of(code).orElseThrow(() -> new ProtocolException("message " + code + " is not known"));
        int more = payload.get();
        if (more >>> 1 != 0 || (open != null && open != type)) {
            throw new ProtocolException("a " + type + " message came in pieces that do not fit");
        }
        append(payload);
        open = more == 1 ? type : null;
        return more == 1 ? Optional.empty() : Optional.of(complete(type));
    }

    private void append(ByteBuffer payload) throws ProtocolException {
        if (parts.size() + payload.remaining() > MAX_MESSAGE) {
            throw new ProtocolException("a message has more than " + MAX_MESSAGE + " bytes");
        }
        byte[] part = new byte[payload.remaining()];
        payload.get(part);
        parts.writeBytes(part);
    }

    private Message complete(MessageType type) {
        Message message = new Message(type, ByteString.copyFrom(parts.toByteArray()));
        parts.reset();
        return message;
    }
}
