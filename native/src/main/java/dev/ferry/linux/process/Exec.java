package dev.ferry.linux.process;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * execve(2): this process becomes another program, with the same pid and standard streams, and nothing else that is open but what it is
 * given.
 */
public final class Exec {
    private static final int LAST_STANDARD_STREAM = 2;
    private static final int F_SETFD = 2;
    private static final int FD_CLOEXEC = 1;

    private Exec() {}

    /**
     * Does not return: all threads of this process end.
     *
     * @param command an absolute path and the arguments
     * @param environment all of it, each as {@code NAME=value}
     */
    public static void become(List<String> command, List<String> environment) throws IOException {
        become(command, environment, List.of());
    }

    /** The same, and these descriptors stay open under their numbers. */
    public static void become(List<String> command, List<String> environment, List<Fd> kept) throws IOException {
        Strings argv = Strings.of(command);
        Strings envp = Strings.of(environment);
        String program = command.get(0);
        closeLater();
        // The first time may have opened libraries that it needed.
        closeLater();
        for (Fd fd : kept) {
            setFlags(fd.number(), 0);
        }
        try {
            Syscall.call(
                    "execve(" + program + ")",
                    Nr.EXECVE,
                    argv.each().get(0).address(),
                    argv.array().address(),
                    envp.array().address());
        } finally {
            Reference.reachabilityFence(argv);
            Reference.reachabilityFence(envp);
        }
    }

    /** Everything but the standard streams closes when the program changes. */
    private static void closeLater() throws IOException {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path number : open) {
                int fd = Integer.parseInt(number.getFileName().toString());
                if (fd > LAST_STANDARD_STREAM) {
                    closeLater(fd);
                }
            }
        }
    }

    private static void closeLater(int fd) throws ErrnoException {
        try {
            setFlags(fd, FD_CLOEXEC);
        } catch (ErrnoException e) {
            // Another thread has closed it meanwhile.
            if (!e.is(Errno.EBADF)) {
                throw e;
            }
        }
    }

    private static void setFlags(int fd, int flags) throws ErrnoException {
        Syscall.call("fcntl(F_SETFD)", Nr.FCNTL, fd, F_SETFD, flags);
    }

    /** An array of strings as C has it, ended by a null pointer. */
    private record Strings(List<OffHeap> each, OffHeap array) {
        static Strings of(List<String> texts) {
            List<OffHeap> each = texts.stream().map(OffHeap::cString).toList();
            OffHeap array = OffHeap.allocate((each.size() + 1) * Long.BYTES);
            for (int index = 0; index < each.size(); index++) {
                array.bytes().putLong(index * Long.BYTES, each.get(index).address());
            }
            return new Strings(each, array);
        }
    }
}
