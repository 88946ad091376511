/* Two processes with one descriptor table, clone(CLONE_FILES): what one opens the other has open too. */
#include "specimen.h"
#include <sched.h>

#define OPENED_BY_CHILD 77

static int child(int opened_by_parent)
{
    wait_for_term();
    must(fcntl(opened_by_parent, F_GETFD));
    must(dup2(opened_by_parent, OPENED_BY_CHILD));
    return 4;
}

int main(int argc, char **argv)
{
    begin(argc, argv);
    pid_t pid = (pid_t)must(syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0));
    if (pid == 0)
        _exit(child(OPENED_BY_CHILD + 1));
    must(dup2(STDIN_FILENO, OPENED_BY_CHILD + 1));
    ready();
    wait_for_term();

    must_fail(EBADF, fcntl(OPENED_BY_CHILD, F_GETFD));
    finish(pid, 4);
    must(fcntl(OPENED_BY_CHILD, F_GETFD));
    pass();
}
