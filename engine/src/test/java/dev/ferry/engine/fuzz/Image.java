package dev.ferry.engine.fuzz;

import dev.ferry.engine.image.ImageName;
import dev.ferry.engine.image.ImageType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** An image in memory. */
public final class Image {
    private final String name;
    private final byte[] content;

    Image(String name, byte[] content) {
        this.name = name;
        this.content = content;
    }

    /** With this file name, which says what kind it is. */
    public static Image of(String name, byte[] content) {
        return new Image(name, content);
    }

    public String name() {
        return name;
    }

    /** Not a copy. */
    public byte[] content() {
        return content;
    }

    /** One change: in an entry, to the list of entries, or anywhere. */
    public Image mutate(Random random) {
        Optional<ImageType> type = ImageName.parse(name).map(ImageName::type);
        if (type.isEmpty()) {
            return with(random.nextInt(8) == 0 ? Bytes.mutate(random, content) : Wire.mutate(random, content));
        }
        boolean bare = type.get().isRaw() || random.nextInt(10) == 0;
        return with(bare ? Bytes.mutate(random, content) : mutateEntries(random, type.get()));
    }

    Image with(byte[] other) {
        return new Image(name, other);
    }

    private byte[] mutateEntries(Random random, ImageType type) {
        int head = type == ImageType.INVENTORY ? Integer.BYTES : 2 * Integer.BYTES;
        if (content.length < head) {
            return Bytes.mutate(random, content);
        }
        List<byte[]> entries = new ArrayList<>();
        int end = split(head, entries);
        if (!entries.isEmpty()) {
            change(random, entries);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length);
        out.write(content, 0, head);
        entries.forEach(entry -> write(entry, random.nextInt(500) == 0 ? Bytes.extreme(random) : entry.length, out));
        out.write(content, end, content.length - end);
        return out.toByteArray();
    }

    private static void change(Random random, List<byte[]> entries) {
        int at = random.nextInt(entries.size());
        switch (random.nextInt(10)) {
            case 0 -> entries.remove(at);
            case 1 -> entries.add(at, entries.get(random.nextInt(entries.size())));
            case 2 -> Collections.swap(entries, at, random.nextInt(entries.size()));
            default -> entries.set(at, Wire.mutate(random, entries.get(at)));
        }
    }

    /** Finds the entries up to the first payload, and returns where they end. */
    private int split(int head, List<byte[]> entries) {
        ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        int at = head;
        while (at + Integer.BYTES <= content.length) {
            int length = bytes.getInt(at);
            if (length < 0 || length > content.length - at - Integer.BYTES) {
                break;
            }
            entries.add(Arrays.copyOfRange(content, at + Integer.BYTES, at + Integer.BYTES + length));
            at += Integer.BYTES + length;
        }
        return at;
    }

    private static void write(byte[] entry, long length, ByteArrayOutputStream out) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) length)
                .array());
        out.writeBytes(entry);
    }
}
