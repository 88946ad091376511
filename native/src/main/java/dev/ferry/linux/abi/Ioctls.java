package dev.ferry.linux.abi;

/** Terminal and socket ioctl(2) numbers that also work on pipes, from {@code asm-generic/ioctls.h}. */
public final class Ioctls {
    public static final int FIONREAD = 0x541b;

    private Ioctls() {}
}
