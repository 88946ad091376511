package dev.ferry.linux.process;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Prctl;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;

/**
 * System calls that not every kernel has, or that a restricted container forbids. Each is called in a way that does nothing: a kernel
 * that knows it complains about the arguments, all others about the call.
 */
public enum KernelFeature {
    /** With set_tid, Linux 5.5. */
    CLONE3("clone3", "Linux 5.5") {
        @Override
        void probe() throws ErrnoException {
            Syscall.call("clone3", Nr.CLONE3, 0, 0);
        }
    },
    OPENAT2("openat2", "Linux 5.6") {
        @Override
        void probe() throws ErrnoException {
            Syscall.call("openat2", Nr.OPENAT2, -1, 0, 0, 0);
        }
    },
    PIDFD_GETFD("pidfd_getfd", "Linux 5.6") {
        @Override
        void probe() throws ErrnoException {
            Syscall.call("pidfd_getfd", Nr.PIDFD_GETFD, -1, -1, 0);
        }
    },
    CLOSE_RANGE("close_range", "Linux 5.9") {
        @Override
        void probe() throws ErrnoException {
            Syscall.call("close_range", Nr.CLOSE_RANGE, 2, 1, 0);
        }
    },
    /** Answers with the size of its argument. */
    SET_MM_MAP("prctl(PR_SET_MM_MAP)", "a kernel with CONFIG_CHECKPOINT_RESTORE") {
        @Override
        void probe() throws ErrnoException {
            OffHeap size = OffHeap.allocate(Integer.BYTES);
            size.lend(out ->
                    Syscall.call("prctl(SET_MM_MAP_SIZE)", Nr.PRCTL, Prctl.SET_MM, Prctl.SET_MM_MAP_SIZE, out, 0, 0));
        }

        @Override
        boolean isMissing(ErrnoException e) {
            return true;
        }
    };

    private final String call;
    private final String since;

    KernelFeature(String call, String since) {
        this.call = call;
        this.since = since;
    }

    abstract void probe() throws ErrnoException;

    /** ENOSYS says that nobody knows the call, EPERM that a seccomp filter forbids it. */
    boolean isMissing(ErrnoException e) {
        return e.is(Errno.ENOSYS) || e.is(Errno.EPERM);
    }

    /** Asks the kernel. */
    public boolean isThere() {
        try {
            probe();
            return true;
        } catch (ErrnoException e) {
            return !isMissing(e);
        }
    }

    /** What a message calls it. */
    public String call() {
        return call;
    }

    /** What has it. */
    public String since() {
        return since;
    }
}
