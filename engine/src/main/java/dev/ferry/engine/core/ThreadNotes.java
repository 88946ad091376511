package dev.ferry.engine.core;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.CoreEntry;
import dev.ferry.engine.image.proto.PstreeEntry;
import dev.ferry.engine.image.proto.SiginfoEntry;
import dev.ferry.engine.image.proto.UserX86RegsEntry;
import dev.ferry.engine.task.DebuggerXstate;
import dev.ferry.engine.task.GeneralRegisters;
import dev.ferry.linux.abi.Elf;
import dev.ferry.linux.abi.Elfcore;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.ptrace.Reg;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * What a core file tells of one thread. No signal has ended it, so {@code pr_cursig} is 0; times are not in images.
 *
 * @param process whose thread it is
 * @param tid its id
 * @param core its image
 */
record ThreadNotes(PstreeEntry process, int tid, CoreEntry core) {
    /** The note that begins a thread: {@code struct elf_prstatus}. */
    Note status() {
        ByteBuffer status = Note.zeros(Elfcore.PRSTATUS_SIZE)
                .putLong(Elfcore.PR_SIGPEND, pending())
                .putLong(Elfcore.PR_SIGHOLD, blocked())
                .putInt(Elfcore.PR_PID, tid)
                .putInt(Elfcore.PR_PPID, process.getPpid())
                .putInt(Elfcore.PR_PGRP, process.getPgid())
                .putInt(Elfcore.PR_SID, process.getSid())
                .putInt(Elfcore.PR_FPVALID, 1);
        UserX86RegsEntry image = core.getThreadInfo().getGpregs();
        ByteBuffer registers = status.slice(Elfcore.PR_REG, Elfcore.PR_FPVALID - Elfcore.PR_REG);
        GeneralRegisters.fromImage(image)
                .with(Reg.ORIG_RAX, image.getOrigAx())
                .write(registers.order(ByteOrder.LITTLE_ENDIAN));
        return Note.ofCore(Elf.NT_PRSTATUS, status);
    }

    /** Its floating point and vector registers, twice: in the old form, which every debugger knows, and complete. */
    List<Note> vectors(DebuggerXstate form) throws ImageException {
        byte[] area = form.area(core.getThreadInfo().getFpregs());
        return List.of(
                Note.ofCore(
                        Elf.NT_PRFPREG,
                        Note.zeros(DebuggerXstate.LEGACY_SIZE).put(area, 0, DebuggerXstate.LEGACY_SIZE)),
                Note.ofLinux(Elf.NT_X86_XSTATE, ByteBuffer.wrap(area)));
    }

    private long pending() {
        return core.getThreadCore().getSignalsP().getSignalsList().stream()
                .map(SiginfoEntry::getSiginfo)
                .filter(siginfo -> !siginfo.isEmpty() && siginfo.byteAt(0) > 0 && siginfo.byteAt(0) <= Signals.COUNT)
                .mapToLong(siginfo -> Signals.bit(siginfo.byteAt(0)))
                .reduce(0, (one, other) -> one | other);
    }

    private long blocked() {
        return core.getThreadCore().hasBlkSigset()
                ? core.getThreadCore().getBlkSigset()
                : core.getTc().getBlkSigset();
    }
}
