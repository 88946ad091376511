package dev.ferry.engine.check;

import dev.ferry.engine.procfs.SysvShm;
import dev.ferry.engine.wire.proto.SegmentFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Whether System V shared memory can get the numbers and keys here that the program knows. */
final class SegmentCheck {
    private static final Path KERNEL = Path.of("/proc/sys/kernel");
    /** Segments with the same lower bits of their number have the same place; more are used if there may be more segments. */
    private static final int USUAL_PLACES = 1 << 15;

    private static final int EXTENDED_PLACES = 1 << 24;

    private final List<SysvShm> here;
    private final Findings findings;

    private SegmentCheck(List<SysvShm> here, Findings findings) {
        this.here = here;
        this.findings = findings;
    }

    static void look(List<SegmentFacts> wanted, Findings findings) throws IOException {
        if (wanted.isEmpty()) {
            return;
        }
        SegmentCheck check = new SegmentCheck(SysvShm.read(), findings);
        long most = KernelText.number(KERNEL.resolve("shmmni")).orElse(0);
        for (SegmentFacts segment : wanted) {
            check.look(segment, most > USUAL_PLACES ? EXTENDED_PLACES : USUAL_PLACES);
        }
        check.limits(wanted, most, Long.parseUnsignedLong(KernelText.line("/proc/sys/kernel/shmmax")));
    }

    private void look(SegmentFacts segment, int places) {
        String name = SysvShm.name(segment.getId(), segment.getKey());
        Optional<SysvShm> there = find(other -> other.id() % places == segment.getId() % places);
        Optional<SysvShm> keyed = find(other -> segment.getKey() != 0 && other.key() == segment.getKey());
        if (there.isPresent()) {
            blocker(
                    "sysv-shm-taken",
                    name,
                    "has a number that is taken by the " + there.get().name(),
                    there.get());
        } else if (keyed.isPresent()) {
            blocker(
                    "sysv-key-taken",
                    name,
                    "has a key that is taken by the " + keyed.get().name(),
                    keyed.get());
        }
    }

    private Optional<SysvShm> find(Predicate<SysvShm> wanted) {
        return here.stream().filter(wanted).findFirst();
    }

    private void blocker(String code, String name, String cause, SysvShm by) {
        findings.blocker(
                code,
                name,
                cause + " on the destination (made by process " + by.cpid() + ")",
                "end the program that has it there, or remove it with ipcrm -m " + by.id());
    }

    private void limits(List<SegmentFacts> wanted, long most, long largest) {
        for (SegmentFacts segment : wanted) {
            if (Long.compareUnsigned(segment.getBytes(), largest) > 0) {
                String bytes = Long.toUnsignedString(largest);
                limit(segment, "is larger than the " + bytes + " bytes that the destination allows", "kernel.shmmax");
            }
        }
        if (here.size() + (long) wanted.size() > most) {
            String cause = "can not be made, because there are " + here.size() + " of at most " + most;
            limit(wanted.get(0), cause, "kernel.shmmni");
        }
    }

    private void limit(SegmentFacts segment, String cause, String setting) {
        findings.blocker(
                "sysv-shm-limit",
                SysvShm.name(segment.getId(), segment.getKey()),
                cause,
                "raise " + setting + " there");
    }
}
