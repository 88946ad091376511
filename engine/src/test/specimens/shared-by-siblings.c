/* Two children with one descriptor table, which their parent does not have: what can not be made by cloning children out of parents. */
#include "specimen.h"
#include <sched.h>

#define OPENED_BY_SIBLING 77

static int younger(void)
{
    wait_for_term();
    must(dup2(STDIN_FILENO, OPENED_BY_SIBLING));
    return 4;
}

/* Tells the pid of its sibling, which is a child of its own parent. */
static int elder(void)
{
    pid_t pid = (pid_t)must(syscall(SYS_clone, CLONE_FILES | CLONE_PARENT | SIGCHLD, 0, 0, 0, 0));
    if (pid == 0)
        _exit(younger());
    check(write(settled_fd, &pid, sizeof pid) == sizeof pid, "no handshake");
    must(close(settled_fd));
    wait_for_term();
    must(fcntl(OPENED_BY_SIBLING, F_GETFD));
    return 5;
}

int main(int argc, char **argv)
{
    int handshake[2];
    pid_t sibling;

    begin(argc, argv);
    must(pipe(handshake));
    pid_t pid = must(fork());
    if (pid == 0) {
        must(close(handshake[0]));
        settled_fd = handshake[1];
        _exit(elder());
    }
    must(close(handshake[1]));
    check(read(handshake[0], &sibling, sizeof sibling) == sizeof sibling, "no sibling");
    must(close(handshake[0]));
    ready();
    wait_for_term();

    finish(sibling, 4);
    finish(pid, 5);
    pass();
}
