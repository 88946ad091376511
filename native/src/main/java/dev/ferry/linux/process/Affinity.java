package dev.ferry.linux.process;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Sched;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.util.BitSet;

/** The CPUs that a thread may run on, sched_getaffinity(2). */
public final class Affinity {
    private static final int CALLER = 0;

    private final BitSet cpus;

    /** @param bytes bit 0 of byte 0 is CPU 0 */
    public Affinity(byte[] bytes) {
        this(BitSet.valueOf(bytes));
    }

    private Affinity(BitSet cpus) {
        this.cpus = cpus;
    }

    /** Of thread {@code tid} (ESRCH). */
    public static Affinity of(int tid) throws ErrnoException {
        OffHeap set = OffHeap.allocate(Sched.SIZEOF_CPU_SET);
        int length = (int) set.lend(address -> Syscall.call(
                "sched_getaffinity of thread " + tid, Nr.SCHED_GETAFFINITY, tid, Sched.SIZEOF_CPU_SET, address));
        byte[] bytes = new byte[length];
        set.bytes().get(0, bytes);
        return new Affinity(bytes);
    }

    /** Of the calling thread. */
    public static Affinity ofCaller() throws ErrnoException {
        return of(CALLER);
    }

    /** Whether all CPUs of {@code other} are among these. */
    public boolean covers(Affinity other) {
        BitSet missing = (BitSet) other.cpus.clone();
        missing.andNot(cpus);
        return missing.isEmpty();
    }

    /** The CPUs that are in both. */
    public Affinity and(Affinity other) {
        BitSet both = (BitSet) cpus.clone();
        both.and(other.cpus);
        return new Affinity(both);
    }

    public boolean isEmpty() {
        return cpus.isEmpty();
    }

    /** As many bytes as it takes; bit 0 of byte 0 is CPU 0. */
    public byte[] bytes() {
        return cpus.toByteArray();
    }

    /** As taskset(1) lists them: {@code 0-3,7}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int from = cpus.nextSetBit(0); from >= 0; ) {
            int to = cpus.nextClearBit(from) - 1;
            text.append(text.length() == 0 ? "" : ",").append(from).append(to > from ? "-" + to : "");
            from = cpus.nextSetBit(to + 1);
        }
        return text.toString();
    }
}
