package dev.ferry.linux.file;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.time.Duration;

/** poll(2) of one descriptor. Events are {@code POLL*} of {@code abi.Poll}. */
public final class Ready {
    private static final int SIZEOF_POLLFD = 8;
    private static final int EVENTS = 4;
    private static final int RETURNED = 6;

    private Ready() {}

    /** Which of {@code events} there are now; POLLERR and POLLHUP are told unasked. */
    public static int now(Fd fd, int events) throws ErrnoException {
        return within(fd, events, Duration.ZERO);
    }

    /** The same as soon as there is one, at the latest after {@code limit}; 0 then. */
    public static int within(Fd fd, int events, Duration limit) throws ErrnoException {
        OffHeap asked = OffHeap.allocate(SIZEOF_POLLFD);
        asked.bytes().putInt(0, fd.number()).putShort(EVENTS, (short) events);
        asked.lend(at -> Syscall.call("poll", Nr.POLL, at, 1, limit.toMillis()));
        return Short.toUnsignedInt(asked.bytes().getShort(RETURNED));
    }
}
