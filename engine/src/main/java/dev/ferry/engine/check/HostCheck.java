package dev.ferry.engine.check;

import dev.ferry.engine.wire.proto.HostFacts;
import java.util.List;

/** Whether this machine looks the same to a program as the one it comes from. */
final class HostCheck {
    private static final String OBJECT = "this host";

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
        vdso(source, here, findings);
        xstate(source, here, findings);
        cpuFlags(KernelText.missing(source.getCpuFlagsList(), here.getCpuFlagsList()), findings);
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

    /** Zero is not known; then the flags of the processor have to do. */
    private static void xstate(HostFacts source, HostFacts here, Findings findings) {
        boolean known = source.getXstateBytes() != 0 && here.getXstateBytes() != 0;
        boolean same = source.getXstateBytes() == here.getXstateBytes()
                && source.getXstateFeatures() == here.getXstateFeatures();
        if (known && !same) {
            findings.blocker(
                    "xstate",
                    OBJECT,
                    "keeps " + here.getXstateBytes() + " bytes of processor state, and the program has "
                            + source.getXstateBytes(),
                    "choose a host with the same kind of processor");
        }
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
                    "cpu-flags", OBJECT, "has a processor without " + String.join(", ", others), "try it if in doubt");
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
