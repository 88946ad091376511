/* Children that ended but were not waited for: the parent still reaps the right status of each. */
#include "specimen.h"

static pid_t ended(int status, int signal)
{
    siginfo_t info;
    pid_t child = must(fork());
    if (child == 0) {
        if (signal != 0)
            raise(signal);
        _exit(status);
    }
    must(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT));
    return child;
}

static void check_info(pid_t child, int code, int status)
{
    siginfo_t info = {0};
    must(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT | WNOHANG));
    same("pid of the zombie", child, info.si_pid);
    same("si_code of the zombie", code, info.si_code);
    same("si_status of the zombie", status, info.si_status);
}

int main(int argc, char **argv)
{
    int status;

    begin(argc, argv);
    pid_t exited = ended(7, 0);
    pid_t killed = ended(0, SIGKILL);
    pid_t ended_well = ended(0, 0);
    ready();
    wait_for_term();

    check_info(exited, CLD_EXITED, 7);
    check_info(killed, CLD_KILLED, SIGKILL);
    check_info(ended_well, CLD_EXITED, 0);
    reap(exited, 7);
    reap(ended_well, 0);
    same("pid of the killed child", killed, must(waitpid(killed, &status, 0)));
    check(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "status of the killed child, expected SIGKILL, got 0x%x",
          status);
    must_fail(ECHILD, waitpid(-1, NULL, 0));
    pass();
}
