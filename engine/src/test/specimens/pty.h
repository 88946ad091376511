/* For specimens with pseudoterminals. Include it behind specimen.h. */
#ifndef PTY_H
#define PTY_H

#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>

static volatile sig_atomic_t hangups;

static inline void on_hangup(int signal)
{
    (void)signal;
    hangups++;
}

static inline int open_master(void)
{
    int fd = must(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    must(unlockpt(fd));
    return fd;
}

/* So many bytes come, in however many parts. */
static inline void expect(const char *what, int fd, const char *expected)
{
    char got[256] = "";
    size_t length = 0, wanted = strlen(expected);
    while (length < wanted) {
        ssize_t part = must(read(fd, got + length, sizeof got - 1 - length));
        check(part > 0, "%s ended after %zu bytes", what, length);
        length += (size_t)part;
    }
    check(strcmp(expected, got) == 0, "%s, expected %s, got %s", what, expected, got);
}

#endif
