package dev.ferry.linux.file;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.Syscall;

/** fcntl(2) with the operation's name in the error; the public classes of this package have one method per operation. */
final class Fcntl {
    private Fcntl() {}

    static long call(String operation, int command, Fd fd, long argument) throws ErrnoException {
        return Syscall.call("fcntl[" + operation + "]", Nr.FCNTL, fd.number(), command, argument);
    }
}
