package dev.ferry.engine.check;

import dev.ferry.engine.wire.proto.HostFacts;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Whether this machine looks the same to a program as the one it comes from. */
final class HostCheck {
    private static final String OBJECT = "this host";

    /** The component of protection keys; its state is restored only where it matters. */
    private static final long PKRU = 1L << 9;

    private HostCheck() {}

    static void compare(HostFacts source, HostFacts here, Findings findings) {
        if (!source.getArchitecture().equals(here.getArchitecture())) {
            findings.blocker(
                    "architecture",
                    OBJECT,
                    "is " + here.getArchitecture() + ", and the program runs on " + source.getArchitecture(),
                    "choose a host of the same kind");
            return;
        }
        engine(source.getEngineVersion(), here.getEngineVersion(), findings);
        vdso(source, here, findings);
        xstate(source, here, findings);
        cpuFlags(KernelText.missing(source.getCpuFlagsList(), here.getCpuFlagsList()), findings);
    }

    /** That they understand each other at all is settled before: the protocol has a version of its own. */
    private static void engine(String source, String here, Findings findings) {
        if (!source.equals(here)) {
            findings.warning(
                    "engine-version",
                    "ferry on the destination",
                    "is version " + here + ", and the source has " + source,
                    "use the same version on both hosts");
        }
    }

    private static void vdso(HostFacts source, HostFacts here, Findings findings) {
        boolean same = source.getVdsoBytes() == here.getVdsoBytes()
                && source.getVdsoSha256().equals(here.getVdsoSha256())
                && source.getVvarBytes() == here.getVvarBytes();
        if (!same) {
            findings.blocker(
                    "vdso",
                    OBJECT,
                    "has another vdso (kernel " + here.getKernel() + ") than the program knows (kernel "
                            + source.getKernel() + ")",
                    "choose a host with the same kernel");
        }
    }

    /**
     * Zero is not known; then the flags of the processor have to do. What the processor here can do more is no matter: registers
     * are put where it has them. A smaller area is one of another layout, which programs may have saved themselves.
     */
    private static void xstate(HostFacts source, HostFacts here, Findings findings) {
        boolean known = source.getXstateBytes() != 0 && here.getXstateBytes() != 0;
        long missing = source.getXstateFeatures() & ~here.getXstateFeatures();
        boolean smaller = Integer.compareUnsigned(here.getXstateBytes(), source.getXstateBytes()) < 0;
        if (known && missing == PKRU) {
            findings.warning(
                    "xstate-pkru",
                    OBJECT,
                    "has a processor without protection keys (PKRU), so a program that uses them will not be restored there",
                    "choose another host if the program uses pkeys(7)");
        } else if (known && (missing != 0 || smaller)) {
            findings.blocker(
                    "xstate",
                    OBJECT,
                    "keeps " + here.getXstateBytes() + " bytes of processor state, and the program has "
                            + source.getXstateBytes()
                            + (missing == 0 ? "" : ", " + components(missing) + " among them"),
                    "choose a host with the same kind of processor");
        } else if (known && here.getXstateFeatures() != source.getXstateFeatures()) {
            findings.note(
                    "xstate-more",
                    OBJECT,
                    "keeps more processor state (" + components(here.getXstateFeatures() & ~source.getXstateFeatures())
                            + ") than the program knows",
                    "");
        }
    }

    /** Bits of XCR0, Intel SDM volume 1 chapter 13. */
    private static String components(long features) {
        Set<String> names = new LinkedHashSet<>();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if ((features >>> bit & 1) != 0) {
                names.add(component(bit));
            }
        }
        return String.join(", ", names);
    }

    private static String component(int bit) {
        return switch (bit) {
            case 0 -> "x87";
            case 1 -> "SSE";
            case 2 -> "AVX";
            case 3, 4 -> "MPX";
            case 5, 6, 7 -> "AVX-512";
            case 9 -> "PKRU";
            case 17, 18 -> "AMX";
            default -> "component " + bit;
        };
    }

    private static void cpuFlags(List<String> missing, Findings findings) {
        List<String> needed = missing.stream().filter(HostCheck::changesCode).toList();
        List<String> others =
                missing.stream().filter(flag -> !changesCode(flag)).toList();
        if (!needed.isEmpty()) {
            findings.blocker(
                    "cpu",
                    OBJECT,
                    "has a processor without " + String.join(", ", needed) + ", which the program may use",
                    "choose a host with such a processor");
        }
        if (!others.isEmpty()) {
            findings.warning(
                    "cpu-flags",
                    OBJECT,
                    "has a processor without " + String.join(", ", others),
                    "choose another host if in doubt");
        }
    }

    /** Instructions that libraries choose when they start, and would go on using. */
    private static boolean changesCode(String flag) {
        return flag.startsWith("avx")
                || flag.startsWith("xsave")
                || flag.startsWith("sse")
                || flag.startsWith("amx")
                || flag.startsWith("bmi")
                || flag.equals("fma");
    }
}
