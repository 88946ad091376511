/* A signalfd keeps its mask and flags, and delivers what was queued before and what comes after. */
#include "specimen.h"
#include <sys/signalfd.h>

static void expect(int fd, int signal, int value)
{
    struct signalfd_siginfo info;
    same("bytes of a signal", sizeof info, must(read(fd, &info, sizeof info)));
    same("signal", signal, info.ssi_signo);
    same("pid of the sender", getpid(), info.ssi_pid);
    same("value", value, info.ssi_int);
}

int main(int argc, char **argv)
{
    struct signalfd_siginfo info;
    sigset_t mask;

    begin(argc, argv);
    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR1);
    sigaddset(&mask, SIGRTMIN + 2);
    must(sigprocmask(SIG_BLOCK, &mask, NULL));
    sigdelset(&mask, SIGUSR1);
    int fd = must(signalfd(-1, &mask, SFD_NONBLOCK | SFD_CLOEXEC));
    must(sigqueue(getpid(), SIGRTMIN + 2, (union sigval){.sival_int = 5}));
    must(sigqueue(getpid(), SIGRTMIN + 2, (union sigval){.sival_int = 6}));
    must(sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 7}));
    ready();
    wait_for_term();

    same("descriptor flags", FD_CLOEXEC, must(fcntl(fd, F_GETFD)));
    expect(fd, SIGRTMIN + 2, 5);
    expect(fd, SIGRTMIN + 2, 6);
    must_fail(EAGAIN, read(fd, &info, sizeof info)); /* SIGUSR1 is pending, but not in the mask */
    sigaddset(&mask, SIGUSR1);
    same("changed signalfd", fd, must(signalfd(fd, &mask, 0)));
    expect(fd, SIGUSR1, 7);
    must(sigqueue(getpid(), SIGRTMIN + 2, (union sigval){.sival_int = 8}));
    expect(fd, SIGRTMIN + 2, 8);
    pass();
}
