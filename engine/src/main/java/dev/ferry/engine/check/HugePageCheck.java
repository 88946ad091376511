package dev.ferry.engine.check;

import dev.ferry.engine.wire.proto.HugeFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** Whether this host has huge pages to spare for the memory of the tree that is on such (Documentation/admin-guide/mm/hugetlbpage.rst). */
final class HugePageCheck {
    static final Path POOLS = Path.of("/sys/kernel/mm/hugepages");

    private HugePageCheck() {}

    static void look(List<HugeFacts> wanted, Path pools, Findings findings) throws IOException {
        for (HugeFacts huge : wanted) {
            Path pool = pools.resolve("hugepages-" + huge.getPageBytes() / 1024 + "kB");
            long needed = Long.divideUnsigned(huge.getBytes() - 1, huge.getPageBytes()) + 1;
            long free = free(pool);
            if (Long.compareUnsigned(needed, free) > 0) {
                findings.blocker(
                        "huge-pages",
                        "the tree",
                        "needs " + needed + " huge pages of " + Bytes.text(huge.getPageBytes())
                                + ", and the destination has " + free + " to spare",
                        "raise " + pool.resolve("nr_hugepages") + " there");
            }
        }
    }

    /** Neither used nor promised to somebody, and those that the kernel may still make. */
    private static long free(Path pool) throws IOException {
        long spare = number(pool, "free_hugepages") - number(pool, "resv_hugepages");
        long more = number(pool, "nr_overcommit_hugepages") - number(pool, "surplus_hugepages");
        return Math.max(0, spare) + Math.max(0, more);
    }

    private static long number(Path pool, String name) throws IOException {
        OptionalLong number = KernelText.number(pool.resolve(name));
        return number.orElse(0);
    }
}
