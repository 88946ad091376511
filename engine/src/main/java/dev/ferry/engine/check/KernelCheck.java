package dev.ferry.engine.check;

import dev.ferry.engine.wire.proto.HostFacts;
import dev.ferry.linux.process.KernelFeature;

/** Whether the kernel here has what a restore needs; it is asked, its version says nothing. */
final class KernelCheck {
    private KernelCheck() {}

    static void look(HostFacts source, HostFacts here, Findings findings) {
        for (KernelFeature feature : KernelFeature.values()) {
            if (!feature.isThere()) {
                missing(feature, findings);
            }
        }
        if (!source.getKernel().equals(here.getKernel())) {
            findings.note(
                    "kernel-release",
                    "the destination",
                    "runs Linux " + here.getKernel() + ", and the program comes from " + source.getKernel(),
                    "");
        }
    }

    static void missing(KernelFeature feature, Findings findings) {
        findings.blocker(
                "kernel",
                "the kernel of the destination",
                "does not offer " + feature.call(),
                "use " + feature.since() + " or later, outside of restricted containers");
    }
}
