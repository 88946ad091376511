package dev.ferry.linux.process;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Fcntl;
import dev.ferry.linux.file.Open;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/**
 * A tiny process that outlives this one if it has to. It reads pids from a pipe of which only we have the other end; when that ends,
 * it writes {@code 1} to the start of its marker file, sends each of the pids a SIGCONT, and exits. {@link #close} kills it, so that
 * it does nothing of this: from then on nobody sends anything.
 *
 * <p>What was written into the pipe is read even if we are dead by then, so {@link #watch} need not wait for it. It has a session of
 * its own, blocks all signals and keeps no descriptor of ours open, so that neither Ctrl-C nor a closed terminal ends it before us.
 */
public final class Watchdog implements AutoCloseable {
    /** Pids that fit into its memory: more than a kernel can have by default, and a quarter of the most it can ever have. */
    static final int MAX_PIDS = 1 << 20;

    private static final byte[] CODE = HexFormat.of()
            .parseHex("b870000000" + "0f05" // setsid()
                    + "b80e000000" + "31ff" + "488d3587000000" + "31d2" + "41ba08000000"
                    + "0f05" // rt_sigprocmask(BLOCK, all)
                    + "b8b4010000" + "bf02000000" + "83ceff" + "31d2" + "0f05" // close_range(2, ~0, 0)
                    + "bb00000200" // rbx: end of the pids
                    + "31ff" + "4889de" + "ba04000000" + "31c0" + "0f05" // reading: read(0, rbx, 4)
                    + "85c0" + "78ee" + "7405" + "4801c3" + "ebe7" // again if < 0, ended if 0, else rbx += and again
                    + "bf01000000" + "488d354a000000" + "ba01000000" + "b801000000" + "0f05" // ended: write(1, mark, 1)
                    + "41bc00000200" // r12: first pid
                    + "4939dc" + "7316" + "418b3c24" + "be12000000" + "b83e000000" + "0f05" // kill(*r12, SIGCONT)
                    + "4983c404" + "ebe5" // the next one
                    + "bf01000000" + "b84a000000" + "0f05" // fsync(1)
                    + "31ff" + "b8e7000000" + "0f05" // exit_group(0)
                    + "ffffffffffffffff" // all signals
                    + "31"); // mark

    private final Deputy deputy;

    private Watchdog(Deputy deputy) {
        this.deputy = deputy;
    }

    /**
     * Starts it, still without a pid to wake.
     *
     * @param marker an existing file of at least one byte
     */
    public static Watchdog start(String marker) throws ErrnoException {
        try (Fd mark = Open.path(marker, Fcntl.O_WRONLY)) {
            return new Watchdog(Deputy.start("ferry-watchdog", CODE, MAX_PIDS * Integer.BYTES, List.of(mark)));
        }
    }

    /** Its process id. */
    public int pid() {
        return deputy.pid();
    }

    /** Should this process die from now on, these get a SIGCONT. {@code EPIPE} if somebody has killed the watchdog. */
    public void watch(Collection<Integer> pids) throws IOException {
        if (pids.size() > MAX_PIDS) {
            throw new IOException("A tree of " + pids.size() + " processes is too large to be watched over.");
        }
        ByteBuffer numbers =
                ByteBuffer.allocateDirect(pids.size() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        pids.forEach(numbers::putInt);
        deputy.tell(numbers.flip());
    }

    /** Ends it; when this returns it is gone and will do nothing. Twice is harmless. */
    @Override
    public void close() throws ErrnoException {
        deputy.close();
    }
}
