package dev.ferry.linux.abi;

/** eventfd(2), from {@code linux/eventfd.h}. */
public final class Eventfd {
    public static final int EFD_SEMAPHORE = 1;
    public static final int EFD_CLOEXEC = 0x80000;
    public static final int EFD_NONBLOCK = 0x800;

    private Eventfd() {}
}
