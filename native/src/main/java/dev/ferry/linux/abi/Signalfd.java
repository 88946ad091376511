package dev.ferry.linux.abi;

/** signalfd(2), from {@code linux/signalfd.h}. */
public final class Signalfd {
    public static final int SFD_CLOEXEC = 0x80000;
    public static final int SFD_NONBLOCK = 0x800;

    public static final int SIZEOF_SIGNALFD_SIGINFO = 128;

    private Signalfd() {}
}
