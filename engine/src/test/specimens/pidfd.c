/* Descriptors of processes: of a child that lives, of one that has ended, and of the process itself; they are told of the end. */
#include "specimen.h"
#include <poll.h>

static int child(void)
{
    settled();
    wait_for_term();
    return 5;
}

static short polled(int fd)
{
    struct pollfd one = {.fd = fd, .events = POLLIN};
    must(poll(&one, 1, 0));
    return one.revents;
}

int main(int argc, char **argv)
{
    siginfo_t info;

    begin(argc, argv);
    pid_t pid = spawn(child);
    int living = (int)must(syscall(SYS_pidfd_open, pid, 0));
    int self = (int)must(syscall(SYS_pidfd_open, getpid(), O_NONBLOCK));
    ready();
    wait_for_term();

    same("events of a living process", 0, polled(living));
    same("events of itself", 0, polled(self));
    same("flags of its own", O_NONBLOCK, must(fcntl(self, F_GETFL)) & O_NONBLOCK);
    must(syscall(SYS_pidfd_send_signal, living, SIGTERM, NULL, 0));
    must(waitid(P_PIDFD, living, &info, WEXITED));
    same("pid of the child", pid, info.si_pid);
    same("status of the child", 5, info.si_status);
    same("events of a process that has ended", POLLIN, polled(living) & POLLIN);
    pass();
}
