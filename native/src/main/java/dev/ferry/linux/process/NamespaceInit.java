package dev.ferry.linux.process;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Fcntl;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Sched;
import dev.ferry.linux.file.Open;
import dev.ferry.linux.file.Pipe;
import dev.ferry.linux.internal.Syscall;
import java.util.HexFormat;
import java.util.List;

/**
 * Pid 1 of a new pid namespace, see pid_namespaces(7): it reaps whoever becomes its child and ends, and the namespace with it, when
 * nobody else is left there. The kernel keeps all signals from it that do not come from outside.
 *
 * <p>While somebody has {@link #leash} open it stays, even if it is alone.
 *
 * @param pid as this process sees it
 * @param leash the end of a pipe; whoever is to live in the namespace has it, until the first processes there are children of pid 1
 */
public record NamespaceInit(int pid, Fd leash) {
    private static final int MEMORY = 0x1000;

    private static final byte[] CODE = HexFormat.of()
            .parseHex("488d3d9c000000" + "b850000000" + "0f05" // chdir("/")
                    + "bf03000000" + "83ceff" + "31d2" + "b8b4010000" + "0f05" // close_range(3, ~0, 0)
                    + "bf00000200" + "be01000000" + "ba14000000" + "b807000000"
                    + "0f05" // watch: poll({0, nothing but its end}, 1, 20 ms)
                    + "89c3" // rbx: whether the leash has ended
                    + "bfffffffff" + "31f6" + "ba01000040" + "4531d2" + "b83d000000"
                    + "0f05" // reap: wait4(-1, 0, WNOHANG | __WALL, 0)
                    + "85c0" + "7fe6" + "85db"
                    + "7eca" // reap again if it was somebody, watch again if the leash is there
                    + "bfffffffff" + "31f6" + "ba00000040" + "4531d2" + "b83d000000"
                    + "0f05" // wait: wait4(-1, 0, __WALL, 0)
                    + "83f8f6" + "75e5" // wait again but for ECHILD
                    + "bfffffffff" + "31f6" + "b83e000000" + "0f05" // kill(-1, 0)
                    + "83f8fd" + "7417" // ESRCH: nobody is here who is somebody else's child
                    + "6880f0fa02" + "6a00" + "4889e7" + "31f6" + "b823000000" + "0f05" // nanosleep(50 ms)
                    + "5858" + "ebbb" // wait again
                    + "31ff" + "b8e7000000" + "0f05" // exit_group(0)
                    + "2f00"); // "/"

    /**
     * Makes a pid namespace. From now on every child of the calling thread is born into it, and the thread can not start another
     * thread any more: it should become another program soon. {@code EPERM} without CAP_SYS_ADMIN.
     */
    public static NamespaceInit unshare() throws ErrnoException {
        Pipe pipe = Pipe.create(0);
        try (Fd readEnd = pipe.readEnd();
                Fd nothing = Open.path("/dev/null", Fcntl.O_RDWR)) {
            Syscall.call("unshare[CLONE_NEWPID]", Nr.UNSHARE, Sched.CLONE_NEWPID);
            int pid = BareProgram.start("ferry-init", CODE, MEMORY, List.of(readEnd, nothing, nothing));
            return new NamespaceInit(pid, pipe.writeEnd());
        } catch (ErrnoException | RuntimeException e) {
            pipe.writeEnd().close();
            throw e;
        }
    }

    /** The calling thread's next children are born into the pid namespace of a process; the rest as above. */
    public static void join(int pid) throws ErrnoException {
        try (Fd namespace = Open.path("/proc/" + pid + "/ns/pid", Fcntl.O_RDONLY)) {
            Syscall.call("setns[CLONE_NEWPID]", Nr.SETNS, namespace.number(), Sched.CLONE_NEWPID);
        }
    }
}
