package dev.ferry.linux.process;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;

/**
 * Writes what was put down here if this process dies: a tiny process that outlives us, like {@link Watchdog}. It has descriptors of its own,
 * and reads from a pipe what is to be written into which of them; when that ends, it does so in order, and exits. {@link #close} kills it,
 * so that nothing is written.
 */
public final class LastWill implements AutoCloseable {
    /** What all that is to be written may have, with {@value #HEADER} bytes for each piece. */
    private static final int MEMORY = 1 << 16;

    private static final int HEADER = 2 * Integer.BYTES;

    /** Reads without looking at the size: nothing of more than {@link #MEMORY} is ever sent. */
    private static final byte[] CODE = HexFormat.of()
            .parseHex("b870000000" + "0f05" // setsid()
                    + "b80e000000" + "31ff" + "488d356c000000" + "31d2" + "41ba08000000"
                    + "0f05" // rt_sigprocmask(BLOCK, all)
                    + "b8b4010000" + "bfffffff7f" + "83ceff" + "31d2"
                    + "0f05" // close_range(FIRST_FOREIGN, ~0, 0)
                    + "bb00000200" // rbx: end of what was read
                    + "31ff" + "4889de" + "ba00100000" + "31c0" + "0f05" // reading: read(0, rbx, 4096)
                    + "85c0" + "78ee" + "7405" + "4801c3" + "ebe7" // again if < 0, ended if 0, else rbx += and again
                    + "41bc00000200" // r12: the first piece
                    + "4939dc" + "731f" + "418b3c24" + "458b6c2404" + "4489ea" // next: descriptor, length r13
                    + "498d742408" + "b801000000" + "0f05" // write(descriptor, r12 + 8, r13)
                    + "4f8d642c08" + "ebdc" // r12 += r13 + 8, next
                    + "31ff" + "b8e7000000" + "0f05" // exit_group(0)
                    + "ffffffffffffffff"); // all signals

    /** Where the number of the first descriptor stands that is none of its own. */
    private static final int FIRST_FOREIGN = 0x25;

    private final Deputy deputy;
    private int used;

    private LastWill(Deputy deputy) {
        this.deputy = deputy;
    }

    /**
     * Starts it, without anything to write.
     *
     * @param descriptors that it may have to write into
     */
    public static LastWill start(List<Fd> descriptors) throws ErrnoException {
        ByteBuffer code = ByteBuffer.wrap(CODE.clone()).order(ByteOrder.LITTLE_ENDIAN);
        code.putInt(FIRST_FOREIGN, 1 + descriptors.size());
        return new LastWill(Deputy.start("ferry-last-will", code.array(), MEMORY, descriptors));
    }

    /** Its process id. */
    public int pid() {
        return deputy.pid();
    }

    /**
     * Should this process die from now on, {@code bytes} are written, after what was put down before. {@code EPIPE} if somebody has killed it.
     *
     * @param descriptor position in the list that it was started with
     */
    public void write(int descriptor, byte[] bytes) throws IOException {
        used += HEADER + bytes.length;
        if (used > MEMORY) {
            throw new IOException("There is more to be undone than " + MEMORY + " bytes can describe.");
        }
        ByteBuffer piece = ByteBuffer.allocateDirect(HEADER + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
        piece.putInt(descriptor + 1).putInt(bytes.length).put(bytes);
        deputy.tell(piece.flip());
    }

    /** Ends it; when this returns it is gone and will write nothing. Twice is harmless. */
    @Override
    public void close() throws ErrnoException {
        deputy.close();
    }
}
