package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Polls.EVENTS;
import static dev.ferry.linux.abi.Polls.REVENTS;
import static dev.ferry.linux.abi.Polls.SIZEOF_POLLFD;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.time.Duration;

/** poll(2) of one descriptor. */
public final class Poll {
    private Poll() {}

    /** Which of {@code events} ({@code POLL*} of {@code abi.Polls}) are true now, and POLLHUP and POLLERR if those are. */
    public static int now(Fd fd, int events) throws ErrnoException {
        return within(fd, events, Duration.ZERO);
    }

    /** The same as soon as there is one, or 0 after {@code limit}. {@code EINTR} if a signal comes first. */
    public static int within(Fd fd, int events, Duration limit) throws ErrnoException {
        OffHeap pollfd = OffHeap.allocate(SIZEOF_POLLFD);
        pollfd.bytes().putInt(0, fd.number()).putShort(EVENTS, (short) events);
        pollfd.lend(address -> Syscall.call("poll", Nr.POLL, address, 1, limit.toMillis()));
        return Short.toUnsignedInt(pollfd.bytes().getShort(REVENTS));
    }
}
