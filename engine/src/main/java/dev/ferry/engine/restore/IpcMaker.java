package dev.ferry.engine.restore;

import dev.ferry.engine.image.proto.IpcDescEntry;
import dev.ferry.engine.ipc.IpcIds;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Ipc;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.inject.RemoteSyscalls;
import dev.ferry.linux.process.Stub;
import dev.ferry.linux.ptrace.Tracee;
import java.io.IOException;
import java.time.Duration;

/**
 * Makes objects of System V IPC of one sort with the numbers, keys and makers that the program knows. The kernel is asked for a number,
 * and somebody else may make an object between our wish and our making. The maker of an object may always remove it, and can not be
 * changed later: a process of that user makes it.
 */
abstract class IpcMaker {
    private static final int ATTEMPTS = 3;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    /** What the program knows of the object. */
    final IpcDescEntry desc;

    private final String name;
    private final String tools;
    private final String limits;

    /**
     * @param name how messages name the object
     * @param sort the option of ipcs(1) and ipcrm(1) for its sort
     * @param limits the settings of the kernel to look at if there is no room
     */
    IpcMaker(IpcDescEntry desc, String name, String sort, String limits) {
        this.desc = desc;
        this.name = name;
        this.tools = "(ipcs " + sort + ", ipcrm " + sort + ")";
        this.limits = limits;
    }

    abstract void wishForId(int id) throws IOException;

    abstract void forgetWish() throws ErrnoException;

    /** Makes an object by a system call, of this process or of another one; returns its number. */
    abstract int make(Caller caller, int key, int flags) throws IOException;

    abstract void remove(int id) throws IOException;

    /** A way to make a system call. */
    @FunctionalInterface
    interface Caller {
        long call(String call, long number, long... arguments) throws IOException;
    }

    /** Makes the object. */
    void create() throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int got = createAny();
            if (got == desc.getId()) {
                return;
            }
            remove(got);
        }
        throw new RestoreException(
                name + " can not be made, because its number is taken on this host; remove what has it " + tools + ".");
    }

    private int createAny() throws IOException {
        try {
            wishForId(desc.getId());
            return createAsMaker(Ipc.IPC_CREAT | Ipc.IPC_EXCL | (desc.getMode() & IpcIds.PERMISSIONS));
        } catch (ErrnoException e) {
            forgetWish();
            String cause = e.is(Errno.EEXIST)
                    ? "because another one on this host has its key; remove that " + tools
                    : "(" + e.getMessage() + "); look at " + limits;
            throw new RestoreException(name + " can not be made " + cause + ".", e);
        }
    }

    /** By a process of the user who made it there. */
    int createAsMaker(int flags) throws IOException {
        try (Stub stub = Stub.start()) {
            Tracee tracee = Tracee.seize(stub.pid(), 0);
            tracee.interrupt();
            tracee.awaitStop(STOP_LIMIT);
            RemoteSyscalls maker = RemoteSyscalls.on(tracee, Stub.SYSCALL_INSTRUCTION);
            long gid = Integer.toUnsignedLong(desc.getCgid());
            long uid = Integer.toUnsignedLong(desc.getCuid());
            maker.call("setresgid(" + gid + ")", Nr.SETRESGID, gid, gid, gid);
            maker.call("setresuid(" + uid + ")", Nr.SETRESUID, uid, uid, uid);
            return make(maker::call, desc.getKey(), flags);
        }
    }
}
