package dev.ferry.engine.task;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.UserX86FpregsEntry;
import dev.ferry.engine.image.proto.UserX86XsaveEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The floating point and vector state of a thread: the standard (not compacted) XSAVE layout that ptrace gives, Intel SDM
 * volume 1 chapter 13. The legacy area of 512 bytes and the header of 64 have fixed places; of the extended components, the
 * upper halves of the ymm registers do too. Where the others are depends on the CPU, so a state that uses them is only taken
 * in the layout that Intel CPUs have, and refused otherwise.
 */
public final class Xstate {
    private static final int LEGACY_SIZE = 512;
    private static final int XSTATE_BV = 512;
    /** The first word says what the CPU supports, XCR0 (USER_XSTATE_XCR0_WORD in asm/user.h). */
    private static final int SOFTWARE_AREA = 464;

    private static final long X87_SSE_AVX = 0b111;

    /** A component: its bit in xstate_bv, where it is, and how long. */
    private record Component(int bit, int offset, int size) {}

    private static final Component YMM = new Component(2, 576, 256);
    private static final Component OPMASK = new Component(5, 1088, 64);
    private static final Component ZMM_UPPER = new Component(6, 1152, 512);
    private static final Component ZMM_HIGH = new Component(7, 1664, 1024);
    private static final Component PKRU = new Component(9, 2688, 8);
    private static final long CARRIED = X87_SSE_AVX | 0b10_1110_0000;

    private Xstate() {}

    /**
     * Kernel to image.
     *
     * @throws IOException if the thread uses a component that an image has no place for, such as AMX tiles
     */
    public static UserX86FpregsEntry toImage(int tid, byte[] xsave) throws IOException {
        ByteBuffer area = ByteBuffer.wrap(xsave).order(ByteOrder.LITTLE_ENDIAN);
        long used = xsave.length > XSTATE_BV ? area.getLong(XSTATE_BV) : 0;
        if ((used & ~CARRIED) != 0) {
            throw new IOException("Thread " + tid + " uses CPU state that Ferry can not carry (xstate components 0x"
                    + Long.toHexString(used & ~CARRIED) + ", for example AMX tiles).");
        }
        UserX86FpregsEntry.Builder image = UserX86FpregsEntry.newBuilder()
                .setCwd(Short.toUnsignedInt(area.getShort(0)))
                .setSwd(Short.toUnsignedInt(area.getShort(2)))
                .setTwd(Short.toUnsignedInt(area.getShort(4)))
                .setFop(Short.toUnsignedInt(area.getShort(6)))
                .setRip(area.getLong(8))
                .setRdp(area.getLong(16))
                .setMxcsr(area.getInt(24))
                .setMxcsrMask(area.getInt(28));
        for (int i = 0; i < 32; i++) {
            image.addStSpace(area.getInt(32 + i * 4));
        }
        for (int i = 0; i < 64; i++) {
            image.addXmmSpace(area.getInt(160 + i * 4));
        }
        return image.setXsave(extended(area, used)).build();
    }

    private static UserX86XsaveEntry extended(ByteBuffer area, long used) {
        UserX86XsaveEntry.Builder image = UserX86XsaveEntry.newBuilder().setXstateBv(used);
        for (int i = 0; i < YMM.size() / 4; i++) {
            image.addYmmhSpace(has(area, YMM) ? area.getInt(YMM.offset() + i * 4) : 0);
        }
        words(area, OPMASK, used).forEach(image::addOpmaskReg);
        words(area, ZMM_UPPER, used).forEach(image::addZmmUpper);
        words(area, ZMM_HIGH, used).forEach(image::addHi16Zmm);
        words(area, PKRU, used).forEach(word -> image.addPkru((int) word.longValue()));
        return image.build();
    }

    private static boolean has(ByteBuffer area, Component component) {
        return area.capacity() >= component.offset() + component.size();
    }

    private static List<Long> words(ByteBuffer area, Component component, long used) {
        if ((used & (1L << component.bit())) == 0 || !has(area, component)) {
            return List.of();
        }
        return java.util.stream.IntStream.range(0, component.size() / 8)
                .mapToObj(i -> area.getLong(component.offset() + i * 8))
                .toList();
    }

    /**
     * Image to kernel.
     *
     * @param here the state of some thread of this host, whose length and supported components the result has
     */
    public static byte[] fromImage(UserX86FpregsEntry image, byte[] here) throws ImageException {
        if (image.getStSpaceCount() != 32 || image.getXmmSpaceCount() != 64) {
            throw new ImageException("The floating point registers in a core image are not complete.");
        }
        ByteBuffer area = ByteBuffer.wrap(new byte[here.length]).order(ByteOrder.LITTLE_ENDIAN);
        area.putShort(0, (short) image.getCwd())
                .putShort(2, (short) image.getSwd())
                .putShort(4, (short) image.getTwd())
                .putShort(6, (short) image.getFop())
                .putLong(8, image.getRip())
                .putLong(16, image.getRdp())
                .putInt(24, image.getMxcsr())
                .putInt(28, image.getMxcsrMask());
        for (int i = 0; i < 32; i++) {
            area.putInt(32 + i * 4, image.getStSpace(i));
        }
        for (int i = 0; i < 64; i++) {
            area.putInt(160 + i * 4, image.getXmmSpace(i));
        }
        area.put(SOFTWARE_AREA, here, SOFTWARE_AREA, LEGACY_SIZE - SOFTWARE_AREA);
        if (image.hasXsave() && here.length > LEGACY_SIZE) {
            putExtended(area, image.getXsave());
        }
        return area.array();
    }

    private static void putExtended(ByteBuffer area, UserX86XsaveEntry image) throws ImageException {
        long used = image.getXstateBv();
        long supported = area.getLong(SOFTWARE_AREA);
        if ((used & ~supported) != 0) {
            throw new ImageException(
                    "The program uses CPU state that this host's CPU does not have (xstate components 0x"
                            + Long.toHexString(used & ~supported) + ").");
        }
        area.putLong(XSTATE_BV, used);
        putInts(area, YMM, image.getYmmhSpaceList());
        putLongs(area, OPMASK, image.getOpmaskRegList());
        putLongs(area, ZMM_UPPER, image.getZmmUpperList());
        putLongs(area, ZMM_HIGH, image.getHi16ZmmList());
        putInts(area, PKRU, image.getPkruList());
    }

    private static void putInts(ByteBuffer area, Component component, List<Integer> values) throws ImageException {
        requireRoom(area, component, values.size() * 4);
        for (int i = 0; i < values.size(); i++) {
            area.putInt(component.offset() + i * 4, values.get(i));
        }
    }

    private static void putLongs(ByteBuffer area, Component component, List<Long> values) throws ImageException {
        requireRoom(area, component, values.size() * 8);
        for (int i = 0; i < values.size(); i++) {
            area.putLong(component.offset() + i * 8, values.get(i));
        }
    }

    private static void requireRoom(ByteBuffer area, Component component, int bytes) throws ImageException {
        if (bytes > component.size() || component.offset() + bytes > area.capacity()) {
            throw new ImageException("The vector registers in a core image do not fit this host's CPU.");
        }
    }
}
