package dev.ferry.linux.abi;

/** Addresses of network interfaces over netlink, from {@code linux/rtnetlink.h}, {@code linux/if_addr.h} and {@code linux/netlink.h}. */
public final class Rtnetlink {
    public static final int NLM_F_REQUEST = 1;
    public static final int NLM_F_ACK = 4;
    public static final int NLM_F_DUMP = 0x300;
    public static final int NLM_F_EXCL = 0x200;
    public static final int NLM_F_CREATE = 0x400;
    public static final int NLMSG_ERROR = 2;
    public static final int NLMSG_DONE = 3;
    public static final int SIZEOF_NLMSGHDR = 16;
    public static final int NLMSG_TYPE = 4;

    public static final int RTM_NEWADDR = 20;
    public static final int RTM_DELADDR = 21;
    public static final int RTM_GETADDR = 22;
    public static final int SIZEOF_IFADDRMSG = 8;
    public static final int IFA_FAMILY = 0;
    public static final int IFA_PREFIXLEN = 1;
    public static final int IFA_SCOPE = 3;
    public static final int IFA_INDEX = 4;
    public static final int SIZEOF_RTATTR = 4;
    public static final int RTA_TYPE = 2;

    public static final int IFA_ADDRESS = 1;
    public static final int IFA_LOCAL = 2;
    public static final int IFA_LABEL = 3;
    public static final int IFA_BROADCAST = 4;
    public static final int IFA_FLAGS = 8;
    public static final int IFA_F_SECONDARY = 1;

    private Rtnetlink() {}
}
