package dev.ferry.e2e;

import dev.ferry.testhost.TestHost;
import java.io.IOException;

/** A memory cgroup with next to nothing, version 1 or 2, whichever the machine has. */
final class TightMemory {
    /** Hosts share the machine's cgroups, and so do test processes. */
    private static final String GROUP =
            "/run/memory/ferry-chaos-" + ProcessHandle.current().pid();

    private static final String MOUNT = "mkdir -p /run/memory; mount -t cgroup -o memory none /run/memory 2>/dev/null"
            + " || mount -t cgroup2 none /run/memory";
    private static final String LIMIT = "for file in memory.limit_in_bytes memory.max; do [ ! -e $group/$file ] ||"
            + " { echo 1M >$group/$file; exit; }; done; echo no memory controller >&2; exit 1";

    private TightMemory() {}

    static void make(TestHost host) throws IOException {
        Ferry.shell(host, MOUNT + " && group=" + GROUP + " && mkdir $group && " + LIMIT);
    }

    /** What the process has already does not count; what it asks for from now on does. */
    static void seize(TestHost host, long pid) throws IOException {
        Ferry.shell(host, "echo " + pid + " >" + GROUP + "/cgroup.procs");
    }

    static void remove(TestHost host) throws IOException {
        Ferry.shell(host, "rmdir " + GROUP + "; umount /run/memory");
    }
}
