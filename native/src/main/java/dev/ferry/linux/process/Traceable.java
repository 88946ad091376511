package dev.ferry.linux.process;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Prctl;
import dev.ferry.linux.internal.Syscall;

/**
 * Whether processes of our user with at least our capabilities may trace this process, ptrace(2): those that we restore take their
 * descriptors from us. Others of our user, who lack one of our capabilities, never may.
 */
public final class Traceable {
    private static final long ANY = -1;
    private static final int DUMPABLE = 1;

    private Traceable() {}

    /** Whether the kernel counts this process as one of its user; one that has changed its user is not. */
    public static boolean isThisProcess() throws ErrnoException {
        return Syscall.call("prctl(GET_DUMPABLE)", Nr.PRCTL, Prctl.GET_DUMPABLE) == DUMPABLE;
    }

    /** Lets those trace us that are not our ancestors, where Yama restricts that; elsewhere nothing changes. */
    public static void alsoUnderYama() throws ErrnoException {
        try {
            Syscall.call("prctl(SET_PTRACER)", Nr.PRCTL, Prctl.SET_PTRACER, ANY, 0, 0, 0);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EINVAL)) {
                throw e;
            }
        }
    }
}
