/*
 * What an editor or a shell has: a raw pseudoterminal with bytes waiting in both directions, and one that controls the session of a child.
 * Nothing beyond that, so that CRIU can carry it as well.
 */
#include "specimen.h"
#include "pty.h"

static int master, raw_master, raw_slave;

static int open_slave(int of)
{
    char name[32];
    must(ptsname_r(of, name, sizeof name));
    return must(open(name, O_RDWR | O_NOCTTY));
}

static int child(void)
{
    struct sigaction action = {.sa_handler = on_hangup};
    char line[64];

    must(setsid());
    must(sigaction(SIGHUP, &action, NULL));
    int slave = open_slave(master);
    must(ioctl(slave, TIOCSCTTY, 0));
    must(close(master));
    settled();
    wait_for_term();
    same("hangups", 0, hangups);
    same("foreground group", getpid(), tcgetpgrp(slave));
    same("session of the terminal", getpid(), tcgetsid(slave));
    int tty = must(open("/dev/tty", O_RDWR));
    same("a line", 5, must(read(tty, line, sizeof line)));
    must(write(tty, "answer\n", 7));
    return 5;
}

static void make_raw(void)
{
    struct termios settings;
    int bytes = 0;
    raw_master = open_master();
    raw_slave = open_slave(raw_master);
    must(tcgetattr(raw_slave, &settings));
    cfmakeraw(&settings);
    settings.c_cc[VINTR] = 7;
    settings.c_cc[VEOL2] = '~';
    must(tcsetattr(raw_slave, TCSANOW, &settings));
    must(write(raw_slave, "out\nput", 7));
    must(write(raw_master, "in\rput\003", 7));
    while (bytes < 7)
        must(ioctl(raw_slave, FIONREAD, &bytes));
}

static void check_raw(void)
{
    struct termios settings;
    struct pollfd wait = {.fd = raw_master, .events = POLLIN};
    must(tcgetattr(raw_slave, &settings));
    same("local flags", 0, settings.c_lflag & (ICANON | ECHO | ISIG));
    same("VINTR", 7, settings.c_cc[VINTR]);
    same("VERASE", 0177, settings.c_cc[VERASE]);
    same("VMIN", 1, settings.c_cc[VMIN]);
    same("VEOL2", '~', settings.c_cc[VEOL2]);
    expect("output", raw_master, "out\nput");
    expect("input", raw_slave, "in\rput\003");
    same("things that were echoed", 0, must(poll(&wait, 1, 0)));
    must(write(raw_slave, "more", 4));
    expect("more output", raw_master, "more");
}

int main(int argc, char **argv)
{
    struct winsize size = {.ws_row = 51, .ws_col = 132, .ws_xpixel = 7, .ws_ypixel = 8}, size_after;
    struct termios settings, after;

    begin(argc, argv);
    master = open_master();
    must(ioctl(master, TIOCSWINSZ, &size));
    must(tcgetattr(master, &settings));
    settings.c_lflag &= ~(tcflag_t)ECHO;
    settings.c_iflag |= IXANY | IUTF8;
    settings.c_cc[VQUIT] = 1;
    must(tcsetattr(master, TCSANOW, &settings));
    make_raw();
    pid_t pid = spawn(child);
    ready();
    wait_for_term();

    check_raw();
    must(ioctl(master, TIOCGWINSZ, &size_after));
    check(memcmp(&size, &size_after, sizeof size) == 0, "size, expected 51x132, got %dx%d", size_after.ws_row, size_after.ws_col);
    must(tcgetattr(master, &after));
    check(memcmp(settings.c_cc, after.c_cc, sizeof after.c_cc) == 0, "control characters differ");
    same("local flags", settings.c_lflag, after.c_lflag);
    same("input flags", settings.c_iflag, after.c_iflag);
    must(write(master, "line\n", 5));
    finish(pid, 5);
    expect("answer", master, "answer\r\n");
    pass();
}
