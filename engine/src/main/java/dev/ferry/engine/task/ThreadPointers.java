package dev.ferry.engine.task;

import dev.ferry.engine.image.proto.RseqEntry;
import dev.ferry.engine.image.proto.ThreadCoreEntry;
import dev.ferry.engine.image.proto.ThreadInfoX86;
import dev.ferry.engine.image.proto.ThreadSasEntry;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Prctl;
import dev.ferry.linux.inject.Batch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The addresses in its own memory that a thread has told the kernel: where to clear its tid at exit (set_tid_address(2)), its
 * list of robust futexes (set_robust_list(2)), its alternate signal stack (sigaltstack(2)) and its rseq(2) structure.
 */
public final class ThreadPointers {
    /** {@code stack_t}: sp, flags (padded), size. */
    private static final int STACK_SIZE = 24;

    private static final int SS_ONSTACK = 1;

    private ThreadPointers() {}

    /** Kernel to image. */
    public static Reading collect(Batch batch, int tid, ThreadInfoX86.Builder info, ThreadCoreEntry.Builder core) {
        long tidAddress = batch.reserve(Long.BYTES);
        batch.add("prctl(GET_TID_ADDRESS)", Nr.PRCTL, Prctl.GET_TID_ADDRESS, tidAddress);
        long robust = batch.reserve(2 * Long.BYTES);
        batch.add("get_robust_list", Nr.GET_ROBUST_LIST, tid, robust, robust + Long.BYTES);
        long stack = batch.reserve(STACK_SIZE);
        batch.add("sigaltstack", Nr.SIGALTSTACK, 0, stack);
        return done -> {
            info.setClearTidAddr(done.memory(tidAddress, Long.BYTES).getLong(0));
            ByteBuffer list = done.memory(robust, 2 * Long.BYTES);
            core.setFutexRla(list.getLong(0)).setFutexRlaLen((int) list.getLong(8));
            ByteBuffer sas = done.memory(stack, STACK_SIZE);
            core.setSas(ThreadSasEntry.newBuilder()
                    .setSsSp(sas.getLong(0))
                    .setSsFlags(sas.getInt(8))
                    .setSsSize(sas.getLong(16)));
        };
    }

    /** Image to kernel; by the thread itself, when its memory is in place. */
    public static void restore(Batch batch, ThreadInfoX86 info, ThreadCoreEntry core) {
        batch.add("set_tid_address", Nr.SET_TID_ADDRESS, info.getClearTidAddr());
        if (core.getFutexRlaLen() != 0) {
            batch.add("set_robust_list", Nr.SET_ROBUST_LIST, core.getFutexRla(), core.getFutexRlaLen());
        }
        if (core.hasSas()) {
            batch.add("sigaltstack", Nr.SIGALTSTACK, batch.data(stack(core.getSas())), 0);
        }
        if (core.hasRseqEntry() && core.getRseqEntry().getRseqAbiPointer() != 0) {
            RseqEntry rseq = core.getRseqEntry();
            batch.add(
                    "rseq",
                    Nr.RSEQ,
                    rseq.getRseqAbiPointer(),
                    rseq.getRseqAbiSize(),
                    0,
                    Integer.toUnsignedLong(rseq.getSignature()));
        }
    }

    /** SS_ONSTACK only tells that the thread runs on it; given to the kernel it would be an error on old kernels. */
    private static byte[] stack(ThreadSasEntry sas) {
        ByteBuffer struct = ByteBuffer.allocate(STACK_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        return struct.putLong(sas.getSsSp())
                .putInt(sas.getSsFlags() & ~SS_ONSTACK)
                .putInt(0)
                .putLong(sas.getSsSize())
                .array();
    }
}
