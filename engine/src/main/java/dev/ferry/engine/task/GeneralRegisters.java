package dev.ferry.engine.task;

import dev.ferry.engine.image.proto.UserX86RegsEntry;
import dev.ferry.linux.ptrace.Reg;
import dev.ferry.linux.ptrace.Registers;

/** The general purpose registers of a thread. */
public final class GeneralRegisters {
    private GeneralRegisters() {}

    /** Kernel to image; an interrupted system call is set to be made again. */
    public static UserX86RegsEntry toImage(Registers stopped) {
        Registers r = stopped.withSyscallRestarted();
        return UserX86RegsEntry.newBuilder()
                .setR15(r.get(Reg.R15))
                .setR14(r.get(Reg.R14))
                .setR13(r.get(Reg.R13))
                .setR12(r.get(Reg.R12))
                .setBp(r.get(Reg.RBP))
                .setBx(r.get(Reg.RBX))
                .setR11(r.get(Reg.R11))
                .setR10(r.get(Reg.R10))
                .setR9(r.get(Reg.R9))
                .setR8(r.get(Reg.R8))
                .setAx(r.get(Reg.RAX))
                .setCx(r.get(Reg.RCX))
                .setDx(r.get(Reg.RDX))
                .setSi(r.get(Reg.RSI))
                .setDi(r.get(Reg.RDI))
                .setOrigAx(r.get(Reg.ORIG_RAX))
                .setIp(r.get(Reg.RIP))
                .setCs(r.get(Reg.CS))
                .setFlags(r.get(Reg.EFLAGS))
                .setSp(r.get(Reg.RSP))
                .setSs(r.get(Reg.SS))
                .setFsBase(r.get(Reg.FS_BASE))
                .setGsBase(r.get(Reg.GS_BASE))
                .setDs(r.get(Reg.DS))
                .setEs(r.get(Reg.ES))
                .setFs(r.get(Reg.FS))
                .setGs(r.get(Reg.GS))
                .build();
    }

    /**
     * Image to kernel. The segment selectors are those of every 64-bit program; the kernel refuses others. orig_rax is -1: no
     * system call is under way in a thread that is just being made.
     */
    public static Registers fromImage(UserX86RegsEntry r) {
        return Registers.zero()
                .with(Reg.R15, r.getR15())
                .with(Reg.R14, r.getR14())
                .with(Reg.R13, r.getR13())
                .with(Reg.R12, r.getR12())
                .with(Reg.RBP, r.getBp())
                .with(Reg.RBX, r.getBx())
                .with(Reg.R11, r.getR11())
                .with(Reg.R10, r.getR10())
                .with(Reg.R9, r.getR9())
                .with(Reg.R8, r.getR8())
                .with(Reg.RAX, r.getAx())
                .with(Reg.RCX, r.getCx())
                .with(Reg.RDX, r.getDx())
                .with(Reg.RSI, r.getSi())
                .with(Reg.RDI, r.getDi())
                .with(Reg.ORIG_RAX, -1)
                .with(Reg.RIP, r.getIp())
                .with(Reg.CS, r.getCs())
                .with(Reg.EFLAGS, r.getFlags())
                .with(Reg.RSP, r.getSp())
                .with(Reg.SS, r.getSs())
                .with(Reg.FS_BASE, r.getFsBase())
                .with(Reg.GS_BASE, r.getGsBase())
                .with(Reg.DS, r.getDs())
                .with(Reg.ES, r.getEs())
                .with(Reg.FS, r.getFs())
                .with(Reg.GS, r.getGs());
    }
}
