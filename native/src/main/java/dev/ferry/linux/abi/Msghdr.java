package dev.ferry.linux.abi;

/** Layouts of recvmsg(2), from {@code linux/socket.h} and {@code linux/uio.h}: offsets and sizes. */
public final class Msghdr {
    public static final int SIZEOF_MSGHDR = 56;
    public static final int MSG_NAME = 0;
    public static final int MSG_NAMELEN = 8;
    public static final int MSG_IOV = 16;
    public static final int MSG_IOVLEN = 24;
    public static final int MSG_CONTROL = 32;
    public static final int MSG_CONTROLLEN = 40;
    public static final int MSG_FLAGS = 48;
    public static final int SIZEOF_IOVEC = 16;
    public static final int IOV_BASE = 0;
    public static final int IOV_LEN = 8;
    public static final int SIZEOF_CMSGHDR = 16;
    public static final int CMSG_LEVEL = 8;
    public static final int CMSG_TYPE = 12;

    private Msghdr() {}
}
