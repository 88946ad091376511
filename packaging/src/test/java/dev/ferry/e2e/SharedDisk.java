package dev.ferry.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferry.testhost.Ran;
import dev.ferry.testhost.TestHost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A file system that several hosts have mounted at one place, as from a file server: what one writes, the others read. */
record SharedDisk(String device, List<TestHost> hosts) implements AutoCloseable {
    private static final String DIRECTORY = "/srv/shared";

    /** Makes one in a file of the machine. Skips the test if the kernel has no loop devices. */
    static SharedDisk mount(Path file, TestHost... hosts) throws IOException {
        Ran.here(List.of("truncate", "-s", "400M", file.toString())).outIfOk();
        Ran.here(List.of("mkfs.ext4", "-q", file.toString())).outIfOk();
        Ran loop = Ran.here(List.of("losetup", "--find", "--show", file.toString()));
        assumeTrue(loop.exit() == 0, "a loop device can not be made: " + loop.err());
        SharedDisk disk = new SharedDisk(loop.out().strip(), List.of(hosts));
        for (TestHost host : hosts) {
            Ferry.shell(
                    host,
                    "mkdir -p " + DIRECTORY + " && " + disk.node() + " && mount " + disk.device + " " + DIRECTORY);
        }
        return disk;
    }

    /** A host has only a few devices of its own. */
    private String node() {
        String number = device.substring("/dev/loop".length());
        return "{ [ -b " + device + " ] || mknod " + device + " b 7 " + number + "; }";
    }

    /** Where it is, on all of the hosts. */
    String directory() {
        return DIRECTORY;
    }

    @Override
    public void close() throws IOException {
        for (TestHost host : hosts) {
            host.exec("umount", "-l", DIRECTORY);
        }
        Ran.here(List.of("losetup", "--detach", device)).outIfOk();
    }
}
