package dev.ferry.engine.restore;

import dev.ferry.engine.image.proto.CoreEntry;
import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.engine.task.Xstate;
import dev.ferry.engine.task.XstateLayout;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.inject.RemoteSyscalls;
import dev.ferry.linux.inject.Trampoline;
import dev.ferry.linux.ptrace.SyscallInstruction;
import dev.ferry.linux.ptrace.Tracee;
import java.io.IOException;
import java.util.Map;

/** Last stage: takes our scratch memory away and gives every thread the registers and signal mask that it goes on with. */
final class ReleaseStage {
    private ReleaseStage() {}

    /** Afterwards the task is complete, stopped, and ours only through ptrace. */
    static void complete(RestoringTask task) throws IOException {
        task.leader().useInstructionAt(instructionOutsideScratch(task));
        task.leader()
                .call("munmap of scratch memory", Nr.MUNMAP, task.trampoline().address(), Trampoline.SIZE);
        CoreEntry leader = task.plan().cores().get(task.pid());
        for (Map.Entry<Integer, RemoteSyscalls> thread : task.threads().entrySet()) {
            CoreEntry core = task.plan().cores().get(thread.getKey());
            Tracee tracee = thread.getValue().tracee();
            tracee.setXstate(
                    Xstate.fromImage(core.getThreadInfo().getFpregs(), tracee.xstate(), XstateLayout.ofThisCpu()));
            tracee.setRegisters(EndedCall.registers(core, leader));
            tracee.setSignalMask(EndedCall.signalMask(core));
            thread.getValue().abandon();
            RemoteSyscalls.park(tracee);
        }
    }

    /** Found in the image, for the memory map of the task still has our scratch memory in it. */
    private static long instructionOutsideScratch(RestoringTask task) throws IOException {
        for (VmaEntry vma : task.plan().mm().getVmasList()) {
            if (MappingPlan.isVdso(vma)) {
                return SyscallInstruction.findIn(task.memory(), vma.getStart(), vma.getEnd())
                        .orElseThrow(() -> new RestoreException("The vdso of this kernel has no syscall instruction."));
            }
        }
        return SyscallInstruction.find(task.pid());
    }
}
