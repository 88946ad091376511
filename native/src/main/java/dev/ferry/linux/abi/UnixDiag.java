package dev.ferry.linux.abi;

/** Asking about unix sockets over netlink, from {@code linux/unix_diag.h}, {@code linux/sock_diag.h} and {@code linux/netlink.h}. */
public final class UnixDiag {
    public static final int NETLINK_SOCK_DIAG = 4;
    public static final int NLM_F_REQUEST = 1;
    public static final int NLMSG_ERROR = 2;
    public static final int SOCK_DIAG_BY_FAMILY = 20;
    public static final int UDIAG_SHOW_NAME = 1;
    public static final int UDIAG_SHOW_VFS = 2;
    public static final int UDIAG_SHOW_PEER = 4;
    public static final int UDIAG_SHOW_ICONS = 8;
    public static final int UDIAG_SHOW_RQLEN = 16;

    public static final int SIZEOF_NLMSGHDR = 16;
    public static final int SIZEOF_UNIX_DIAG_REQ = 24;
    public static final int SIZEOF_UNIX_DIAG_MSG = 16;
    public static final int UNIX_DIAG_NAME = 0;
    public static final int UNIX_DIAG_VFS = 1;
    public static final int UNIX_DIAG_PEER = 2;
    public static final int UNIX_DIAG_ICONS = 3;
    public static final int UNIX_DIAG_RQLEN = 4;
    public static final int UNIX_DIAG_SHUTDOWN = 6;

    private UnixDiag() {}
}
