package dev.ferry.e2e;

import dev.ferry.testhost.TestHost;
import java.io.IOException;

/** A file system in memory, of the size of a few small files. */
final class SmallDisk {
    private static final String FILL = "/fill";

    private SmallDisk() {}

    /** Hides what is in the directory until {@link #unmount}. */
    static void mount(TestHost host, String directory) throws IOException {
        Ferry.shell(host, "mkdir -p " + directory + " && mount -t tmpfs -o size=1m tmpfs " + directory);
    }

    static void fill(TestHost host, String directory) throws IOException {
        Ferry.shell(host, "! dd if=/dev/zero of=" + directory + FILL + " bs=4k 2>/dev/null");
    }

    static void empty(TestHost host, String directory) throws IOException {
        host.exec("rm", "-f", directory + FILL);
    }

    static void unmount(TestHost host, String directory) throws IOException {
        host.exec("umount", "-l", directory).outIfOk();
    }
}
