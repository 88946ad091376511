package dev.ferry.linux.abi;

/** Terminal and socket ioctl(2) numbers that also work on pipes, from {@code asm-generic/ioctls.h}. */
public final class Ioctls {
    public static final int FIONREAD = 0x541b;
    /** Of a TCP socket: bytes that are not confirmed, {@code linux/sockios.h}. */
    public static final int SIOCOUTQ = 0x5411;
    /** Of a TCP socket: bytes that were not sent yet. */
    public static final int SIOCOUTQNSD = 0x894b;

    private Ioctls() {}
}
