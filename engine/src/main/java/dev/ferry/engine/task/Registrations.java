package dev.ferry.engine.task;

import static dev.ferry.linux.abi.Membarrier.MEMBARRIER_CMD_GET_REGISTRATIONS;
import static dev.ferry.linux.abi.Membarrier.MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED;
import static dev.ferry.linux.abi.Membarrier.MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED;
import static dev.ferry.linux.abi.Membarrier.MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ;
import static dev.ferry.linux.abi.Membarrier.MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.TaskCoreEntry;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.inject.Batch;
import java.io.IOException;
import java.util.List;

/**
 * For which barriers a task has registered by membarrier(2): without that it gets EPERM where it once was let. A mask of the commands that
 * register. Kernels before 6.3 do not tell.
 */
public final class Registrations {
    private static final List<Integer> COMMANDS = List.of(
            MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED,
            MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED,
            MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE,
            MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ);
    private static final int KNOWN =
            COMMANDS.stream().mapToInt(Integer::intValue).sum();

    private Registrations() {}

    /** Lets the task ask; {@link #read} has the answer. */
    public static int ask(Batch batch) {
        return batch.addMayFail("membarrier(GET_REGISTRATIONS)", Nr.MEMBARRIER, MEMBARRIER_CMD_GET_REGISTRATIONS, 0, 0);
    }

    /** Notes the answer to a call of {@link #ask}. */
    public static void read(long answer, TaskCoreEntry.Builder core) throws IOException {
        if (answer > 0) {
            if ((answer & ~KNOWN) != 0) {
                throw new IOException("The program has registered for memory barriers (mask " + Long.toHexString(answer)
                        + ") that this version of Ferry does not know.");
            }
            core.setMembarrierRegistrationMask((int) answer);
        }
    }

    /** Lets the task register for the same. */
    public static void restore(Batch batch, TaskCoreEntry core) throws ImageException {
        int mask = core.getMembarrierRegistrationMask();
        if ((mask & ~KNOWN) != 0) {
            throw new ImageException(
                    "A core image has unknown registrations of membarrier (" + Integer.toHexString(mask) + ").");
        }
        for (int command : COMMANDS) {
            if ((mask & command) != 0) {
                batch.add("membarrier(" + command + ")", Nr.MEMBARRIER, command, 0, 0);
            }
        }
    }
}
