package dev.ferry.engine.restore;

import dev.ferry.engine.freeze.InterruptedCall;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.CoreEntry;
import dev.ferry.engine.image.proto.UserX86RegsEntry;
import dev.ferry.engine.task.GeneralRegisters;
import dev.ferry.engine.task.PendingSignals;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ptrace.Reg;
import dev.ferry.linux.ptrace.Registers;
import dev.ferry.linux.ptrace.SyscallInstruction;

/**
 * System calls that a dump by CRIU has ended with EINTR, which the program would not have seen without it. They are made again as those are
 * that our own stop has ended, unless a signal waits that the program is to see (decision 0008). In images of Ferry there are none.
 */
final class EndedCall {
    private EndedCall() {}

    /** The registers with which a thread goes on. */
    static Registers registers(CoreEntry core, CoreEntry leader) throws ImageException {
        UserX86RegsEntry image = core.getThreadInfo().getGpregs();
        Registers registers = GeneralRegisters.fromImage(image);
        boolean mayBeMadeAgain = InterruptedCall.isNeverRestarted(image.getOrigAx())
                || InterruptedCall.hasRestartBlock(image.getOrigAx());
        if (image.getAx() != -Errno.EINTR.number() || !mayBeMadeAgain || isSignalled(core, leader)) {
            return registers;
        }
        return registers.with(Reg.RAX, image.getOrigAx()).with(Reg.RIP, image.getIp() - SyscallInstruction.LENGTH);
    }

    private static boolean isSignalled(CoreEntry core, CoreEntry leader) throws ImageException {
        long pending = PendingSignals.set(leader.getTc().getSignalsS())
                | PendingSignals.set(core.getThreadCore().getSignalsP());
        return (pending & ~signalMask(core)) != 0;
    }

    /** CRIU has that of a leader only among what concerns the task. */
    static long signalMask(CoreEntry core) {
        return core.getThreadCore().hasBlkSigset()
                ? core.getThreadCore().getBlkSigset()
                : core.getTc().getBlkSigset();
    }
}
