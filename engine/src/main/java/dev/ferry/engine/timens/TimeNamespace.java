package dev.ferry.engine.timens;

import dev.ferry.engine.procfs.Status;
import dev.ferry.engine.procfs.TimensOffsets;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Sched;
import dev.ferry.linux.inject.RemoteSyscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** time_namespaces(7): whoever makes one stays outside, and its children are born into it. */
public final class TimeNamespace {
    private static final int CAP_SYS_ADMIN = 21;
    private static final int CAP_SYS_TIME = 25;
    private static final long NEEDED = 1L << CAP_SYS_ADMIN | 1L << CAP_SYS_TIME;

    private TimeNamespace() {}

    /** Whether this kernel has any. */
    public static boolean isKnown() {
        return Files.exists(Path.of("/proc/self/ns/time")) && Files.exists(Path.of("/proc/self/timens_offsets"));
    }

    /** Whether this engine may make one: it takes CAP_SYS_ADMIN, and CAP_SYS_TIME to set its clocks. */
    public static boolean isPermitted() throws IOException {
        return (Status.read((int) ProcessHandle.current().pid()).capEff() & NEEDED) == NEEDED;
    }

    /**
     * Makes one for the next children of a stopped process of ours, which has none yet.
     *
     * @param ahead how far its clocks are to be ahead of this engine's
     */
    static void make(int pid, RemoteSyscalls process, Clocks ahead) throws IOException {
        process.call("unshare[CLONE_NEWTIME]", Nr.UNSHARE, Sched.CLONE_NEWTIME);
        Clocks offsets = Clocks.ownOffsets().plus(ahead);
        String text = new TimensOffsets(offsets.monotonic(), offsets.boottime()).text();
        Files.writeString(Path.of("/proc", Integer.toString(pid), "timens_offsets"), text, StandardOpenOption.WRITE);
    }
}
