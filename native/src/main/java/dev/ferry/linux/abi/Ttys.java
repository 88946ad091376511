package dev.ferry.linux.abi;

/** Terminals: ioctl(2) numbers of {@code asm-generic/ioctls.h}, {@code struct termios2} and flags of {@code asm-generic/termbits.h}. */
public final class Ttys {
    public static final int TIOCEXCL = 0x540c;
    public static final int TIOCNXCL = 0x540d;
    public static final int TIOCSCTTY = 0x540e;
    public static final int TIOCGPGRP = 0x540f;
    public static final int TIOCSPGRP = 0x5410;
    public static final int TIOCGWINSZ = 0x5413;
    public static final int TIOCSWINSZ = 0x5414;
    public static final int TIOCPKT = 0x5420;
    public static final int TIOCGETD = 0x5424;
    public static final int TIOCGSID = 0x5429;
    public static final int TIOCGLCKTRMIOS = 0x5456;
    public static final int TIOCSLCKTRMIOS = 0x5457;
    public static final int TIOCGPTPEER = 0x5441;
    public static final int TIOCGPTN = 0x80045430;
    public static final int TIOCSPTLCK = 0x40045431;
    public static final int TIOCGDEV = 0x80045432;
    public static final int TIOCGPKT = 0x80045438;
    public static final int TIOCGPTLCK = 0x80045439;
    public static final int TIOCGEXCL = 0x80045440;
    public static final int TCGETS2 = 0x802c542a;
    public static final int TCSETS2 = 0x402c542b;

    public static final int N_TTY = 0;

    /** How many control characters the kernel keeps ({@code NCCS}). */
    public static final int NCCS = 19;

    public static final int C_LINE = 16;
    public static final int C_CC = 17;
    public static final int C_ISPEED = 36;
    public static final int C_OSPEED = 40;
    /** {@code struct termios} ends where {@code struct termios2} has its speeds. */
    public static final int SIZEOF_TERMIOS = 36;

    public static final int SIZEOF_TERMIOS2 = 44;

    public static final int VERASE = 2;
    public static final int VEOF = 4;
    public static final int VTIME = 5;
    public static final int VMIN = 6;
    public static final int VEOL = 11;
    public static final int VLNEXT = 15;
    public static final int VEOL2 = 16;

    public static final int OPOST = 1;
    public static final int ISIG = 1;
    public static final int ICANON = 2;
    public static final int ECHO = 010;
    public static final int IEXTEN = 0100000;
    public static final int EXTPROC = 0200000;

    private Ttys() {}
}
