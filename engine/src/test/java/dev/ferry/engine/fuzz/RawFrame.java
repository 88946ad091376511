package dev.ferry.engine.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;

/** A frame as it is on the wire; the checksum is computed anew, so that damage gets past it. */
public final class RawFrame {
    private static final int HEADER = 13;
    private static final int LENGTH_AT = 5;
    private static final int CHECKSUM_AT = 9;
    private static final int CONTROL = 1;
    private static final int CODE_AND_MARK = 2;

    private final int stream;
    private final int type;
    private final byte[] payload;

    private RawFrame(int stream, int type, byte[] payload) {
        this.stream = stream;
        this.type = type;
        this.payload = payload;
    }

    /** Takes good frames apart. */
    public static List<RawFrame> parse(byte[] frames, int from) {
        List<RawFrame> parsed = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(frames).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = from; at + HEADER <= frames.length; ) {
            int end = at + HEADER + bytes.getInt(at + LENGTH_AT);
            parsed.add(new RawFrame(
                    bytes.getInt(at), bytes.get(at + Integer.BYTES), Arrays.copyOfRange(frames, at + HEADER, end)));
            at = end;
        }
        return parsed;
    }

    /** Puts {@code start} and the frames into one. */
    public static byte[] write(byte[] start, List<RawFrame> frames) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(start);
        frames.forEach(frame -> out.writeBytes(frame.bytes()));
        return out.toByteArray();
    }

    /** One to three changes in frames or to their order. */
    public static List<RawFrame> mutate(Random random, List<RawFrame> frames) {
        List<RawFrame> changed = new ArrayList<>(frames);
        for (int i = random.nextInt(3); i >= 0 && !changed.isEmpty(); i--) {
            int at = random.nextInt(changed.size());
            switch (random.nextInt(10)) {
                case 0 -> changed.remove(at);
                case 1 -> changed.add(at, changed.get(random.nextInt(changed.size())));
                case 2 -> Collections.swap(changed, at, random.nextInt(changed.size()));
                default -> changed.set(at, changed.get(at).mutate(random));
            }
        }
        return changed;
    }

    private RawFrame mutate(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> new RawFrame((int) Bytes.extreme(random), type, payload);
            case 1 -> new RawFrame(stream, random.nextInt(10), payload);
            default -> new RawFrame(stream, type, isMessage() ? mutateMessage(random) : Bytes.mutate(random, payload));
        };
    }

    private boolean isMessage() {
        return type == CONTROL && payload.length > CODE_AND_MARK;
    }

    private byte[] mutateMessage(Random random) {
        if (random.nextInt(6) == 0) {
            return Bytes.mutate(random, payload);
        }
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.write(payload, 0, CODE_AND_MARK);
        message.writeBytes(Wire.mutate(random, Arrays.copyOfRange(payload, CODE_AND_MARK, payload.length)));
        return message.toByteArray();
    }

    private byte[] bytes() {
        ByteBuffer frame = ByteBuffer.allocate(HEADER + payload.length).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(stream).put((byte) type).putInt(payload.length).position(HEADER);
        frame.put(payload);
        CRC32C checksum = new CRC32C();
        checksum.update(frame.array(), 0, CHECKSUM_AT);
        checksum.update(payload);
        return frame.putInt(CHECKSUM_AT, (int) checksum.getValue()).array();
    }
}
