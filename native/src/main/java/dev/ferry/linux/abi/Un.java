package dev.ferry.linux.abi;

/** From {@code linux/un.h}. */
public final class Un {
    /** ioctl(2) of a unix socket: opens the file that it is bound to. */
    public static final int SIOCUNIXFILE = 0x89e0;

    private Un() {}
}
