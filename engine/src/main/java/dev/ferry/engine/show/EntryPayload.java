package dev.ferry.engine.show;

import com.google.protobuf.Message;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.proto.BpfmapDataEntry;
import dev.ferry.engine.image.proto.GhostChunkEntry;
import dev.ferry.engine.image.proto.IpcMsg;
import dev.ferry.engine.image.proto.IpcMsgEntry;
import dev.ferry.engine.image.proto.IpcSemEntry;
import dev.ferry.engine.image.proto.IpcShmEntry;
import dev.ferry.engine.image.proto.PipeDataEntry;
import dev.ferry.engine.image.proto.SkPacketEntry;
import dev.ferry.engine.image.proto.TcpStreamEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** The raw bytes that follow entries of some kinds. They are for programs; people see where they begin. */
final class EntryPayload {
    private static final int MAX_SHOWN = 4096;

    private EntryPayload() {}

    /** Adds what follows {@code entry} to its fields. */
    static void read(Message entry, ImageReader reader, Map<String, Object> fields) throws IOException {
        if (entry instanceof IpcMsgEntry queue) {
            fields.put("messages", messages(queue, reader));
        } else {
            read(bytes(entry), reader, fields);
        }
    }

    private static List<Map<String, Object>> messages(IpcMsgEntry queue, ImageReader reader) throws IOException {
        List<Map<String, Object>> messages = new ArrayList<>();
        for (long left = Integer.toUnsignedLong(queue.getQnum()); left > 0; left--) {
            IpcMsg message = reader.require(IpcMsg.parser());
            Map<String, Object> fields = MessageFields.of(message);
            read(filled(Integer.toUnsignedLong(message.getMsize()), Long.BYTES), reader, fields);
            messages.add(fields);
        }
        return messages;
    }

    private static void read(long length, ImageReader reader, Map<String, Object> fields) throws IOException {
        if (length == 0) {
            return;
        }
        try (InputStream payload = reader.payload(length)) {
            byte[] bytes = payload.readNBytes((int) Math.min(length, MAX_SHOWN));
            fields.put("extra", Base64.getEncoder().encodeToString(bytes));
            fields.put("extra_bytes", length);
        }
    }

    private static long bytes(Message entry) {
        if (entry instanceof PipeDataEntry pipe) {
            return Integer.toUnsignedLong(pipe.getBytes());
        }
        if (entry instanceof SkPacketEntry packet) {
            return Integer.toUnsignedLong(packet.getLength());
        }
        if (entry instanceof TcpStreamEntry tcp) {
            return Integer.toUnsignedLong(tcp.getInqLen()) + Integer.toUnsignedLong(tcp.getOutqLen());
        }
        if (entry instanceof IpcShmEntry segment) {
            return segment.getInPagemaps() ? 0 : filled(segment.getSize(), Integer.BYTES);
        }
        if (entry instanceof IpcSemEntry semaphores) {
            return filled(Integer.toUnsignedLong(semaphores.getNsems()) * Short.BYTES, Long.BYTES);
        }
        if (entry instanceof BpfmapDataEntry map) {
            return Integer.toUnsignedLong(map.getKeysBytes()) + Integer.toUnsignedLong(map.getValuesBytes());
        }
        return entry instanceof GhostChunkEntry chunk ? chunk.getLen() : 0;
    }

    /** CRIU fills some contents up to whole words. */
    private static long filled(long bytes, int word) {
        return (bytes + word - 1) & -word;
    }
}
