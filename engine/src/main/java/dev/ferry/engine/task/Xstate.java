package dev.ferry.engine.task;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.UserX86FpregsEntry;
import dev.ferry.engine.image.proto.UserX86XsaveEntry;
import dev.ferry.engine.task.XstateLayout.Component;
import dev.ferry.engine.task.XstateLayout.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The floating point and vector state of a thread: the standard (not compacted) XSAVE layout that ptrace gives, Intel SDM
 * volume 1 chapter 13. The legacy area of 512 bytes and the header of 64 have fixed places; those of the other components are in
 * {@link XstateLayout}.
 */
public final class Xstate {
    private static final int LEGACY_SIZE = 512;
    private static final int XSTATE_BV = 512;
    /** The first word says what the CPU supports, XCR0 (USER_XSTATE_XCR0_WORD in asm/user.h). */
    private static final int SOFTWARE_AREA = 464;

    private static final long X87_SSE = 0b11;

    private static final long CARRIED = X87_SSE
            | Component.YMM.mask()
            | Component.OPMASK.mask()
            | Component.ZMM_UPPER.mask()
            | Component.ZMM_HIGH.mask()
            | Component.PKRU.mask();

    /** What the kernel gives every thread (init_pkru_value in arch/x86/mm/pkeys.c); 0 is what it was before that. */
    private static final Set<Integer> PKRU_UNUSED = Set.of(0x55555554, 0);

    private Xstate() {}

    /**
     * Kernel to image.
     *
     * @throws IOException if the thread uses a component that an image has no place for, such as AMX tiles
     */
    public static UserX86FpregsEntry toImage(int tid, byte[] xsave, XstateLayout layout) throws IOException {
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
        return image.setXsave(extended(area, used, layout)).build();
    }

    private static UserX86XsaveEntry extended(ByteBuffer area, long used, XstateLayout layout) {
        UserX86XsaveEntry.Builder image = UserX86XsaveEntry.newBuilder().setXstateBv(used);
        ints(area, Component.YMM, used, layout).forEach(image::addYmmhSpace);
        longs(area, Component.OPMASK, used, layout).forEach(image::addOpmaskReg);
        longs(area, Component.ZMM_UPPER, used, layout).forEach(image::addZmmUpper);
        longs(area, Component.ZMM_HIGH, used, layout).forEach(image::addHi16Zmm);
        ints(area, Component.PKRU, used, layout).forEach(image::addPkru);
        return image.build();
    }

    private static List<Integer> ints(ByteBuffer area, Component component, long used, XstateLayout layout) {
        Place place = layout.place(component);
        int count = isIn(area, component, used, place) ? place.size() / Integer.BYTES : 0;
        return IntStream.range(0, count)
                .mapToObj(i -> area.getInt(place.offset() + i * Integer.BYTES))
                .toList();
    }

    private static List<Long> longs(ByteBuffer area, Component component, long used, XstateLayout layout) {
        Place place = layout.place(component);
        int count = isIn(area, component, used, place) ? place.size() / Long.BYTES : 0;
        return IntStream.range(0, count)
                .mapToObj(i -> area.getLong(place.offset() + i * Long.BYTES))
                .toList();
    }

    private static boolean isIn(ByteBuffer area, Component component, long used, Place place) {
        return (used & component.mask()) != 0 && place.offset() + place.size() <= area.capacity();
    }

    /**
     * Image to kernel.
     *
     * @param here the state of some thread of this host, whose length and supported components the result has
     */
    public static byte[] fromImage(UserX86FpregsEntry image, byte[] here, XstateLayout layout) throws ImageException {
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
            putExtended(area, image.getXsave(), layout);
        }
        return area.array();
    }

    private static void putExtended(ByteBuffer area, UserX86XsaveEntry image, XstateLayout layout)
            throws ImageException {
        long supported = area.getLong(SOFTWARE_AREA);
        boolean keys = (supported & Component.PKRU.mask()) != 0 || !PKRU_UNUSED.containsAll(image.getPkruList());
        // Where the CPU has protection keys, every thread has a value for them, used or not.
        long used = keys ? image.getXstateBv() : image.getXstateBv() & ~Component.PKRU.mask();
        if ((used & ~supported) != 0) {
            throw new ImageException(
                    "The program uses CPU state that this host's CPU does not have (xstate components 0x"
                            + Long.toHexString(used & ~supported) + ").");
        }
        area.putLong(XSTATE_BV, used);
        putInts(area, layout.place(Component.YMM), image.getYmmhSpaceList());
        putLongs(area, layout.place(Component.OPMASK), image.getOpmaskRegList());
        putLongs(area, layout.place(Component.ZMM_UPPER), image.getZmmUpperList());
        putLongs(area, layout.place(Component.ZMM_HIGH), image.getHi16ZmmList());
        putInts(area, layout.place(Component.PKRU), keys ? image.getPkruList() : List.of());
    }

    private static void putInts(ByteBuffer area, Place place, List<Integer> values) throws ImageException {
        requireRoom(area, place, values.size() * 4);
        for (int i = 0; i < values.size(); i++) {
            area.putInt(place.offset() + i * 4, values.get(i));
        }
    }

    private static void putLongs(ByteBuffer area, Place place, List<Long> values) throws ImageException {
        requireRoom(area, place, values.size() * 8);
        for (int i = 0; i < values.size(); i++) {
            area.putLong(place.offset() + i * 8, values.get(i));
        }
    }

    private static void requireRoom(ByteBuffer area, Place place, int bytes) throws ImageException {
        if (bytes > place.size() || place.offset() + bytes > area.capacity()) {
            throw new ImageException("The vector registers in a core image do not fit this host's CPU.");
        }
    }
}
