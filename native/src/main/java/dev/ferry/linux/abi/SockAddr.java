package dev.ferry.linux.abi;

/** Layouts of socket addresses, from {@code linux/in.h}, {@code linux/in6.h}, {@code linux/un.h} and {@code linux/netlink.h}: offsets and sizes. Ports and addresses are in network byte order. */
public final class SockAddr {
    public static final int SIZEOF_SOCKADDR_IN = 16;
    public static final int SIN_PORT = 2;
    public static final int SIN_ADDR = 4;
    public static final int SIZEOF_SOCKADDR_IN6 = 28;
    public static final int SIN6_PORT = 2;
    public static final int SIN6_FLOWINFO = 4;
    public static final int SIN6_ADDR = 8;
    public static final int SIN6_SCOPE_ID = 24;
    public static final int SIZEOF_SOCKADDR_UN = 110;
    public static final int SUN_PATH = 2;
    public static final int SIZEOF_SOCKADDR_NL = 12;
    public static final int NL_PID = 4;
    public static final int NL_GROUPS = 8;
    public static final int SIZEOF_SOCKADDR_STORAGE = 128;

    private SockAddr() {}
}
