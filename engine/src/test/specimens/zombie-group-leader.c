/* A zombie that led a process group whose other member lives on: the group survives without its leader. */
#include "specimen.h"

static pid_t leader;

static int member(void)
{
    must(setpgid(0, leader));
    settled();
    wait_for_term();
    same("group of the member", leader, getpgrp());
    return 0;
}

int main(int argc, char **argv)
{
    siginfo_t info;

    begin(argc, argv);
    leader = must(fork());
    if (leader == 0) {
        setpgid(0, 0);
        wait_for_term();
        _exit(5);
    }
    while (getpgid(leader) != leader)
        usleep(1000);
    pid_t pid = spawn(member);
    must(kill(leader, SIGTERM));
    must(waitid(P_PID, (id_t)leader, &info, WEXITED | WNOWAIT));
    ready();
    wait_for_term();

    same("group of the member, seen by the parent", leader, getpgid(pid));
    finish(pid, 0);
    reap(leader, 5);
    pass();
}
