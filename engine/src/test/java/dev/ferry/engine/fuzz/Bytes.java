package dev.ferry.engine.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Damages bytes of which nothing is known. */
public final class Bytes {
    private static final long[] EXTREMES = {
        0,
        1,
        2,
        -1,
        -2,
        0x7f,
        0x80,
        0xff,
        0x1000,
        0x7fff_ffffL,
        0x8000_0000L,
        0xffff_ffffL,
        1L << 32,
        1L << 40,
        0x7fff_ffff_f000L,
        1L << 62,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -0x1000,
        -0x80_0000L
    };

    private Bytes() {}

    /** A number at which things break. */
    static long extreme(Random random) {
        return random.nextInt(4) > 0
                ? EXTREMES[random.nextInt(EXTREMES.length)]
                : 1L << random.nextInt(Long.SIZE) >>> random.nextInt(2);
    }

    /** Makes one change. */
    public static byte[] mutate(Random random, byte[] bytes) {
        if (bytes.length == 0) {
            return block(random);
        }
        int at = random.nextInt(bytes.length);
        int length = 1 + random.nextInt(Math.min(64, bytes.length - at));
        return switch (random.nextInt(8)) {
            case 0 -> overwrite(bytes, at, new byte[] {(byte) (bytes[at] ^ 1 << random.nextInt(Byte.SIZE))});
            case 1 -> overwrite(bytes, at, new byte[] {(byte) extreme(random)});
            case 2 -> overwrite(bytes, at, number(random));
            case 3 -> splice(bytes, at, new byte[0], bytes.length);
            case 4 -> splice(bytes, at, new byte[0], at + length);
            case 5 -> splice(bytes, at, block(random), at);
            case 6 -> splice(bytes, at + length, new byte[0], at);
            default -> overwrite(bytes, random.nextInt(bytes.length), part(bytes, at, length));
        };
    }

    private static byte[] number(Random random) {
        ByteBuffer number = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        number.putLong(extreme(random));
        return part(number.array(), 0, random.nextBoolean() ? Integer.BYTES : Long.BYTES);
    }

    private static byte[] block(Random random) {
        byte[] block = new byte[1 + random.nextInt(32)];
        random.nextBytes(block);
        return block;
    }

    private static byte[] part(byte[] bytes, int from, int length) {
        byte[] part = new byte[length];
        System.arraycopy(bytes, from, part, 0, length);
        return part;
    }

    private static byte[] overwrite(byte[] bytes, int at, byte[] with) {
        byte[] changed = bytes.clone();
        System.arraycopy(with, 0, changed, at, Math.min(with.length, bytes.length - at));
        return changed;
    }

    /** Everything up to {@code end}, then {@code middle}, then everything from {@code again}. */
    private static byte[] splice(byte[] bytes, int end, byte[] middle, int again) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + middle.length);
        out.write(bytes, 0, end);
        out.writeBytes(middle);
        out.write(bytes, again, bytes.length - again);
        return out.toByteArray();
    }
}
