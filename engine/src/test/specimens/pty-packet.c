/* A master in packet mode with output waiting, a locked one whose slave was never open, and an exclusive slave. */
#include "specimen.h"
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>

static int open_master(int flags)
{
    return must(posix_openpt(O_RDWR | O_NOCTTY | flags));
}

static void expect(const char *what, int fd, const char *expected, ssize_t length)
{
    char got[64] = "";
    same(what, length, must(read(fd, got, sizeof got)));
    check(memcmp(expected, got, (size_t)length) == 0, "%s, expected %s, got %s", what, expected, got);
}

int main(int argc, char **argv)
{
    int on = 1;
    begin(argc, argv);
    int master = open_master(0);
    int locked = open_master(O_CLOEXEC);
    must(unlockpt(master));
    int slave = must(ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY));
    must(ioctl(master, TIOCPKT, &on));
    must(ioctl(slave, TIOCEXCL));
    must(write(slave, "data", 4));
    ready();
    wait_for_term();

    expect("packet of data", master, "\0data", 5);
    struct pollfd wait = {.fd = master, .events = POLLIN | POLLPRI};
    same("packets that nobody sent", 0, must(poll(&wait, 1, 0)));
    must(tcflush(slave, TCIFLUSH));
    same("events after a flush", POLLIN | POLLPRI, (must(poll(&wait, 1, -1)), wait.revents));
    expect("packet of a flush", master, "\1", 1);
    must(ioctl(slave, TIOCGEXCL, &on));
    same("exclusive mode", 1, on);
    must(ioctl(master, TIOCGPTLCK, &on));
    same("lock of the first", 0, on);
    must(ioctl(locked, TIOCGPTLCK, &on));
    same("lock of the second", 1, on);
    wait.fd = locked;
    same("events of a master whose slave was never open", 0, must(poll(&wait, 1, 0)));
    same("descriptor flags", FD_CLOEXEC, must(fcntl(locked, F_GETFD)));
    must(unlockpt(locked));
    int late = must(ioctl(locked, TIOCGPTPEER, O_RDWR | O_NOCTTY));
    must(write(late, "late", 4));
    expect("data of the second", locked, "late", 4);
    pass();
}
