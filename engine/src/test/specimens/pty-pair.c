/*
 * A parent that holds the master of a pseudoterminal, and a child that leads a session with the slave as its controlling
 * terminal and waits in a read. Settings and size are changed; bytes wait in both directions of a second one, and a third has hung up.
 */
#include "specimen.h"
#include "pty.h"

static int master, quiet_master, quiet_slave, hung_slave;
static volatile sig_atomic_t resizes;

static void on_resize(int signal)
{
    (void)signal;
    resizes++;
}

static int open_slave(int of, int flags)
{
    return must(ioctl(of, TIOCGPTPEER, O_RDWR | flags));
}

static int nothing_waits(int fd)
{
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    return must(poll(&wait, 1, 0)) == 0;
}

/* Reads lines until "end" and answers each; the first read is interrupted by the dump. */
static int child(void)
{
    struct sigaction action = {.sa_handler = on_hangup};
    char line[64];

    must(setsid());
    must(sigaction(SIGHUP, &action, NULL));
    action.sa_handler = on_resize;
    action.sa_flags = SA_RESTART;
    must(sigaction(SIGWINCH, &action, NULL));
    int slave = open_slave(master, O_NOCTTY);
    must(ioctl(slave, TIOCSCTTY, 0));
    must(close(master));
    settled();
    for (;;) {
        ssize_t length = read(slave, line, sizeof line - 1);
        check(length > 0, "read of the terminal returned %zd (%s)", length, strerror(errno));
        line[length] = 0;
        if (strcmp(line, "end\n") == 0)
            break;
        dprintf(slave, "<%d %d %d %d>", hangups, resizes, tcgetpgrp(slave) == getpid(), tcgetsid(slave) == getpid());
    }
    int tty = must(open("/dev/tty", O_RDWR));
    must(write(tty, "bye", 3));
    return 5;
}

static void change_settings(struct termios *settings, struct winsize *size)
{
    must(tcgetattr(master, settings));
    settings->c_lflag &= ~(tcflag_t)ECHO;
    settings->c_oflag &= ~(tcflag_t)OPOST;
    settings->c_iflag |= IXANY | IUTF8;
    settings->c_cc[VINTR] = 7;
    settings->c_cc[VEOL2] = '~';
    must(cfsetspeed(settings, B9600));
    must(tcsetattr(master, TCSANOW, settings));
    *size = (struct winsize){.ws_row = 51, .ws_col = 132, .ws_xpixel = 7, .ws_ypixel = 8};
    must(ioctl(master, TIOCSWINSZ, size));
}

static void check_settings(const struct termios *before, const struct winsize *size_before)
{
    struct termios after;
    struct winsize size;
    must(tcgetattr(master, &after));
    must(ioctl(master, TIOCGWINSZ, &size));
    same("input flags", before->c_iflag, after.c_iflag);
    same("output flags", before->c_oflag, after.c_oflag);
    same("control flags", before->c_cflag, after.c_cflag);
    same("local flags", before->c_lflag, after.c_lflag);
    check(memcmp(before->c_cc, after.c_cc, sizeof after.c_cc) == 0, "control characters differ");
    check(memcmp(size_before, &size, sizeof size) == 0, "size, expected 51x132, got %dx%d", size.ws_row, size.ws_col);
}

static void queue_both_ways(void)
{
    struct termios settings;
    int bytes = 0;
    quiet_master = open_master();
    quiet_slave = open_slave(quiet_master, O_NOCTTY | O_NONBLOCK);
    must(tcgetattr(quiet_slave, &settings));
    settings.c_lflag &= ~(tcflag_t)ECHO;
    must(tcsetattr(quiet_slave, TCSANOW, &settings));
    must(write(quiet_slave, "out\nput", 7));
    must(write(quiet_master, "one\ntwo\nthr", 11));
    while (bytes < 8)
        must(ioctl(quiet_slave, FIONREAD, &bytes));
}

static void check_queues(void)
{
    expect("output", quiet_master, "out\r\nput");
    expect("first line", quiet_slave, "one\n");
    expect("second line", quiet_slave, "two\n");
    check(nothing_waits(quiet_slave), "the third line can be read before it is complete");
    must(write(quiet_master, "ee\n", 3));
    struct pollfd wait = {.fd = quiet_slave, .events = POLLIN};
    must(poll(&wait, 1, -1));
    expect("third line", quiet_slave, "three\n");
    check(nothing_waits(quiet_master), "something was echoed");
}

int main(int argc, char **argv)
{
    struct termios settings;
    struct winsize size;
    char byte;

    begin(argc, argv);
    master = open_master();
    int hung_master = open_master();
    hung_slave = open_slave(hung_master, O_NOCTTY);
    must(close(hung_master));
    queue_both_ways();
    pid_t pid = spawn(child);
    change_settings(&settings, &size);
    /* The child has been told of the size before it can be dumped. */
    must(write(master, "a\n", 2));
    expect("answer before", master, "<0 1 1 1>");
    ready();
    wait_for_term();

    check_settings(&settings, &size);
    must(write(master, "b\n", 2));
    expect("answer after", master, "<0 1 1 1>");
    check_queues();
    same("read of a terminal that hung up", 0, read(hung_slave, &byte, 1));
    must_fail(EIO, write(hung_slave, "x", 1));
    size.ws_row = 20;
    must(ioctl(master, TIOCSWINSZ, &size));
    must(write(master, "c\n", 2));
    expect("answer after another size", master, "<0 2 1 1>");
    must(write(master, "end\n", 4));
    expect("last words", master, "bye");
    reap(pid, 5);
    must_fail(EIO, read(master, &byte, 1));
    pass();
}
