package dev.ferry.linux.abi;

/** poll(2), from {@code asm-generic/poll.h}. */
public final class Polls {
    public static final int POLLIN = 0x1;
    public static final int POLLPRI = 0x2;
    public static final int POLLOUT = 0x4;
    public static final int POLLERR = 0x8;
    public static final int POLLHUP = 0x10;
    public static final int POLLRDHUP = 0x2000;

    /** {@code struct pollfd}: descriptor, wanted events, events. */
    public static final int SIZEOF_POLLFD = 8;

    public static final int EVENTS = 4;
    public static final int REVENTS = 6;

    private Polls() {}
}
