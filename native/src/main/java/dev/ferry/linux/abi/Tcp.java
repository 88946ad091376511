package dev.ferry.linux.abi;

/** TCP options, from {@code linux/tcp.h}. */
public final class Tcp {
    public static final int TCP_NODELAY = 1;
    public static final int TCP_MAXSEG = 2;
    public static final int TCP_CORK = 3;
    public static final int TCP_KEEPIDLE = 4;
    public static final int TCP_KEEPINTVL = 5;
    public static final int TCP_KEEPCNT = 6;
    public static final int TCP_SYNCNT = 7;
    public static final int TCP_LINGER2 = 8;
    public static final int TCP_DEFER_ACCEPT = 9;
    public static final int TCP_WINDOW_CLAMP = 10;
    public static final int TCP_INFO = 11;
    public static final int TCP_QUICKACK = 12;
    public static final int TCP_CONGESTION = 13;
    public static final int TCP_USER_TIMEOUT = 18;
    public static final int TCP_REPAIR = 19;
    public static final int TCP_REPAIR_QUEUE = 20;
    public static final int TCP_QUEUE_SEQ = 21;
    public static final int TCP_REPAIR_OPTIONS = 22;
    public static final int TCP_FASTOPEN = 23;
    public static final int TCP_TIMESTAMP = 24;
    public static final int TCP_NOTSENT_LOWAT = 25;
    public static final int TCP_REPAIR_WINDOW = 29;
    public static final int TCP_ULP = 31;

    public static final int TCP_REPAIR_OFF_NO_WP = -1;
    public static final int TCP_REPAIR_ON = 1;
    public static final int TCP_RECV_QUEUE = 1;
    public static final int TCP_SEND_QUEUE = 2;

    public static final int TCPI_STATE = 0;
    public static final int TCPI_OPTIONS = 5;
    public static final int TCPI_RTO = 8;
    public static final int TCPI_SND_MSS = 16;
    public static final int TCPI_RCV_MSS = 20;
    public static final int TCPI_UNACKED = 24;
    public static final int TCPI_SACKED = 28;
    public static final int TCPI_BYTES_ACKED = 120;
    public static final int TCPI_BYTES_RECEIVED = 128;
    public static final int TCPI_SEGS_OUT = 136;
    public static final int TCPI_SEGS_IN = 140;
    public static final int SIZEOF_TCP_INFO = 232;

    private Tcp() {}
}
