/* A process group that has outlived its leader, as that of a pipeline whose first program is through; and a zombie in it. */
#include "specimen.h"

static pid_t group;

static int follower(void)
{
    must(setpgid(0, group));
    settled();
    wait_for_term();
    same("group of the follower", group, getpgrp());
    must_fail(ESRCH, kill(group, 0));
    return 0;
}

static int leader(void)
{
    must(setpgid(0, 0));
    settled();
    pause();
    return 0;
}

int main(int argc, char **argv)
{
    siginfo_t info;
    int status;

    begin(argc, argv);
    group = spawn(leader);
    pid_t child = spawn(follower);
    pid_t zombie = must(fork());
    if (zombie == 0)
        _exit(setpgid(0, group) ? 1 : 7);
    must(waitid(P_PID, (id_t)zombie, &info, WEXITED | WNOWAIT));
    must(kill(group, SIGKILL));
    must(waitpid(group, &status, 0));
    ready();
    wait_for_term();

    same("group of the child", group, must(getpgid(child)));
    same("group of the zombie", group, must(getpgid(zombie)));
    must(kill(-group, 0));
    must_fail(ESRCH, kill(group, 0));
    reap(zombie, 7);
    finish(child, 0);
    must_fail(ESRCH, kill(-group, 0));
    must_fail(ECHILD, waitpid(-1, NULL, 0));
    pass();
}
