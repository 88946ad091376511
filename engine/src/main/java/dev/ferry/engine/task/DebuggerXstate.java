package dev.ferry.engine.task;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.UserX86FpregsEntry;
import dev.ferry.engine.image.proto.UserX86XsaveEntry;
import dev.ferry.engine.task.XstateLayout.Component;
import dev.ferry.engine.task.XstateLayout.Place;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/**
 * The vector state of the threads of one process as debuggers read it from the note NT_X86_XSTATE: an XSAVE area with the word XCR0 in
 * its software area. An image does not say where its CPU had the components; gdb concludes the places from XCR0 and the size, and takes
 * those of Intel's CPUs for granted where it can not (i387_guess_xsave_layout of gdb/i387-tdep.c). So the area has these, on every CPU.
 *
 * @param components XCR0: what at least one thread uses, the same for all, for gdb looks at one thread only
 */
public record DebuggerXstate(long components) {
    /** The part that {@code struct user_fpregs_struct} is. */
    public static final int LEGACY_SIZE = 512;

    private static final int XCR0 = 464;
    private static final long X87_SSE = 0b11;
    private static final long AVX = X87_SSE | Component.YMM.mask();
    private static final long AVX512 =
            AVX | Component.OPMASK.mask() | Component.ZMM_UPPER.mask() | Component.ZMM_HIGH.mask();
    private static final long PKRU = AVX512 | Component.PKRU.mask();

    private static final Map<Component, Place> PLACES = Map.of(
            Component.YMM, new Place(576, 256),
            Component.OPMASK, new Place(1088, 64),
            Component.ZMM_UPPER, new Place(1152, 512),
            Component.ZMM_HIGH, new Place(1664, 1024),
            Component.PKRU, new Place(2688, 8));
    private static final Place NONE = new Place(0, 0);

    /** For threads with these registers. */
    public static DebuggerXstate of(Collection<UserX86FpregsEntry> threads) {
        long used = threads.stream()
                .map(UserX86FpregsEntry::getXsave)
                .mapToLong(DebuggerXstate::used)
                .reduce(X87_SSE, (one, other) -> one | other);
        if ((used & Component.PKRU.mask()) != 0) {
            return new DebuggerXstate(PKRU);
        }
        return new DebuggerXstate((used & ~AVX) != 0 ? AVX512 : AVX);
    }

    /** Of the components that have a place; CRIU fills in also what is not in use. */
    private static long used(UserX86XsaveEntry image) {
        return image.getXstateBv() & PKRU;
    }

    /** The area of one thread. */
    public byte[] area(UserX86FpregsEntry image) throws ImageException {
        byte[] empty = new byte[size()];
        ByteBuffer.wrap(empty).order(ByteOrder.LITTLE_ENDIAN).putLong(XCR0, components);
        return Xstate.fromImage(image.toBuilder().setXsave(inUse(image)).build(), empty, layout());
    }

    private XstateLayout layout() {
        Map<Component, Place> places = new EnumMap<>(Component.class);
        PLACES.forEach(
                (component, place) -> places.put(component, (components & component.mask()) != 0 ? place : NONE));
        return new XstateLayout(places);
    }

    private int size() {
        if (components == PKRU) {
            return 2696;
        }
        return components == AVX512 ? 2688 : 832;
    }

    /** Without a mark that they are in use, a debugger shows zeros for the registers of a CPU without XSAVE. */
    private static UserX86XsaveEntry inUse(UserX86FpregsEntry image) {
        if (!image.hasXsave()) {
            return UserX86XsaveEntry.newBuilder().setXstateBv(X87_SSE).build();
        }
        UserX86XsaveEntry all = image.getXsave();
        UserX86XsaveEntry.Builder used = UserX86XsaveEntry.newBuilder().setXstateBv(used(all));
        if (uses(all, Component.YMM)) {
            used.addAllYmmhSpace(all.getYmmhSpaceList());
        }
        if (uses(all, Component.OPMASK)) {
            used.addAllOpmaskReg(all.getOpmaskRegList());
        }
        if (uses(all, Component.ZMM_UPPER)) {
            used.addAllZmmUpper(all.getZmmUpperList());
        }
        if (uses(all, Component.ZMM_HIGH)) {
            used.addAllHi16Zmm(all.getHi16ZmmList());
        }
        if (uses(all, Component.PKRU)) {
            used.addAllPkru(all.getPkruList());
        }
        return used.build();
    }

    private static boolean uses(UserX86XsaveEntry image, Component component) {
        return (image.getXstateBv() & component.mask()) != 0;
    }
}
