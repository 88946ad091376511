package dev.ferry.linux.abi;

/** Events of poll(2), from {@code asm-generic/poll.h}. */
public final class Poll {
    public static final int POLLIN = 1;
    public static final int POLLPRI = 2;
    public static final int POLLERR = 8;
    public static final int POLLHUP = 0x10;
    public static final int POLLRDHUP = 0x2000;

    private Poll() {}
}
