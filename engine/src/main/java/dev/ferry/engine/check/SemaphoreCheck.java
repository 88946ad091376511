package dev.ferry.engine.check;

import dev.ferry.engine.check.IpcPlaceCheck.Codes;
import dev.ferry.engine.procfs.SysvSemaphores;
import dev.ferry.engine.wire.proto.SemaphoreFacts;
import java.io.IOException;
import java.util.List;

/** Whether System V semaphores can be made here as the program knows them. */
final class SemaphoreCheck {
    private static final Codes CODES = new Codes("sysv-sem-taken", "sysv-sem-key-taken", "sysv-sem-limit");

    /** {@code kernel.sem}: semaphores of a set, semaphores of all, operations at once, sets. */
    private record Limits(long ofASet, long ofAll, long sets) {
        static Limits read() throws IOException {
            String[] words = KernelText.line("/proc/sys/kernel/sem").strip().split("\\s+", -1);
            return new Limits(Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[3]));
        }
    }

    private SemaphoreCheck() {}

    static void look(List<SemaphoreFacts> wanted, Findings findings) throws IOException {
        if (wanted.isEmpty()) {
            return;
        }
        Limits limits = Limits.read();
        List<SysvSemaphores> here = SysvSemaphores.read();
        IpcPlaceCheck places = new IpcPlaceCheck(here, limits.sets(), CODES, findings);
        long all = here.stream().mapToLong(SysvSemaphores::count).sum();
        for (SemaphoreFacts set : wanted) {
            places.look(name(set), set.getId(), set.getKey());
            all += Integer.toUnsignedLong(set.getCount());
            if (Integer.toUnsignedLong(set.getCount()) > limits.ofASet()) {
                places.limit(
                        name(set),
                        "has more than the " + limits.ofASet() + " semaphores that the destination allows",
                        "kernel.sem (SEMMSL)");
            }
        }
        if (all > limits.ofAll()) {
            places.limit(
                    name(wanted.get(0)),
                    "can not be made, because there may be only " + limits.ofAll() + " semaphores",
                    "kernel.sem (SEMMNS)");
        }
        places.room(wanted.size(), name(wanted.get(0)), "kernel.sem (SEMMNI)");
    }

    private static String name(SemaphoreFacts set) {
        return SysvSemaphores.name(set.getId(), set.getKey());
    }
}
