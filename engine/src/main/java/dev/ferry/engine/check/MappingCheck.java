package dev.ferry.engine.check;

import dev.ferry.engine.procfs.Mapping;
import dev.ferry.engine.procfs.ProcessRow;
import dev.ferry.engine.procfs.Smaps;
import dev.ferry.engine.procfs.VmFlag;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Memory that nobody can carry. */
final class MappingCheck implements TaskCheck {
    private static final String REMEDY = "move the program when it has unmapped that";

    @Override
    public void check(ProcessRow task, Findings findings) throws IOException {
        List<Mapping> mappings = Smaps.read(task.pid());
        for (Mapping mapping : mappings) {
            Optional<Reason> reason = refusal(mapping);
            reason.ifPresent(r -> findings.blocker(r.code(), name(task, mapping), r.cause(), REMEDY));
        }
    }

    /** Why a mapping can not be moved. */
    record Reason(String code, String cause) {}

    static Optional<Reason> refusal(Mapping mapping) {
        if (mapping.isVdso() || mapping.isVvar() || mapping.isVsyscall()) {
            return Optional.empty();
        }
        Optional<Reason> byFlags = byFlags(mapping);
        return byFlags.isPresent() ? byFlags : byName(mapping.path());
    }

    private static Optional<Reason> byFlags(Mapping mapping) {
        if (mapping.has(VmFlag.HUGETLB) && !mapping.isHugeAnonymous()) {
            return reason("hugetlb", "is on huge pages of hugetlbfs and has a name or number");
        }
        if (mapping.has(VmFlag.HUGETLB) && !mapping.write()) {
            return reason("hugetlb-readonly", "is on huge pages of hugetlbfs, which the program may not write to");
        }
        if (mapping.has(VmFlag.IO) || mapping.has(VmFlag.PFNMAP)) {
            return reason("device-mapping", "is memory of a device");
        }
        if (mapping.has(VmFlag.SHADOW_STACK)) {
            return reason("shadow-stack", "is a shadow stack");
        }
        if (mapping.has(VmFlag.SEALED)) {
            return reason("sealed-mapping", "is sealed by mseal(2)");
        }
        if (!mapping.unknownFlags().isEmpty()) {
            return reason(
                    "unknown-mapping-flag", "has flags that this version does not know: " + mapping.unknownFlags());
        }
        return Optional.empty();
    }

    private static Optional<Reason> byName(String path) {
        if (path.startsWith("/secretmem")) {
            return reason("secret-memory", "is memory of memfd_secret(2), which nobody else can read");
        }
        if (path.startsWith("/[aio]")) {
            return reason("aio", "is a ring of asynchronous I/O (io_setup(2))");
        }
        if (path.equals("[uprobes]")) {
            return reason("uprobes", "is instrumented by uprobes");
        }
        if (isDevice(path)) {
            return reason("device-mapping", "is memory of a device");
        }
        return isKnown(path) ? Optional.empty() : reason("unknown-mapping", "is of a kind that is not known");
    }

    private static boolean isDevice(String path) {
        return path.startsWith("/dev/") && !path.startsWith("/dev/shm/") && !path.startsWith("/dev/zero");
    }

    /** A file, nothing, or a name that the kernel gives to memory of the program. */
    private static boolean isKnown(String path) {
        return path.isEmpty()
                || path.startsWith("/")
                || path.equals("[heap]")
                || path.equals("[stack]")
                || path.startsWith("[anon:")
                || path.startsWith("[anon_shmem:");
    }

    private static Optional<Reason> reason(String code, String what) {
        return Optional.of(new Reason(code, what + ", which this version can not move"));
    }

    /** How messages name a mapping. */
    static String name(ProcessRow task, Mapping mapping) {
        String range = Long.toHexString(mapping.start()) + "-" + Long.toHexString(mapping.end());
        String path = mapping.path().isEmpty() ? "" : " (" + mapping.path() + ")";
        return "memory " + range + path + " of " + TaskCheck.name(task);
    }
}
