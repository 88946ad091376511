package dev.ferry.engine.task;

import dev.ferry.linux.inject.Cpuid;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/**
 * Where this CPU has the extended components in the standard XSAVE layout: CPUID leaf 0DH (Intel SDM volume 1, 13.5). Intel and
 * AMD place them differently, and so do CPUs of one maker, so nothing is assumed.
 */
public final class XstateLayout {
    private static final int LEAF = 0xd;
    private static XstateLayout ofThisCpu;

    private final Map<Component, Place> places;

    /** The components that a CRIU image has a place for; the bit in {@code xstate_bv}. */
    enum Component {
        YMM(2),
        OPMASK(5),
        ZMM_UPPER(6),
        ZMM_HIGH(7),
        PKRU(9);

        private final int bit;

        Component(int bit) {
            this.bit = bit;
        }

        long mask() {
            return 1L << bit;
        }
    }

    /** Offset and size in bytes; the size is 0 if the CPU does not have the component. */
    record Place(int offset, int size) {}

    XstateLayout(Map<Component, Place> places) {
        this.places = new EnumMap<>(places);
    }

    /** Asks the CPU the first time; to be called on the tracer thread, and before anything is frozen, for it takes a while. */
    public static synchronized XstateLayout ofThisCpu() throws IOException {
        if (ofThisCpu == null) {
            Map<Component, Place> places = new EnumMap<>(Component.class);
            try (Cpuid cpuid = Cpuid.open()) {
                for (Component component : Component.values()) {
                    Cpuid.Answer answer = cpuid.ask(LEAF, component.bit);
                    places.put(component, new Place(answer.ebx(), answer.eax()));
                }
            }
            ofThisCpu = new XstateLayout(places);
        }
        return ofThisCpu;
    }

    Place place(Component component) {
        return places.get(component);
    }
}
