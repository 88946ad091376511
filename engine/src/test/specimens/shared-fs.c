/* Two processes with one working directory and umask, clone(CLONE_FS), and a third that has only inherited them. */
#include "specimen.h"
#include <sched.h>

static mode_t umask_now(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return mask;
}

static int child(void)
{
    wait_for_term();
    must(chdir("/"));
    umask(0123);
    return 5;
}

static int stranger(void)
{
    settled();
    wait_for_term();
    must(chdir("/proc"));
    umask(0111);
    return 6;
}

int main(int argc, char **argv)
{
    char directory[4096];

    begin(argc, argv);
    must(chdir(workdir));
    umask(027);
    pid_t pid = (pid_t)must(syscall(SYS_clone, CLONE_FS | SIGCHLD, 0, 0, 0, 0));
    if (pid == 0)
        _exit(child());
    pid_t other = spawn(stranger);
    ready();
    wait_for_term();

    check(getcwd(directory, sizeof directory) != NULL && strcmp(directory, workdir) == 0, "cwd is %s", directory);
    same("umask", 027, umask_now());
    finish(other, 6);
    same("umask after the stranger's change", 027, umask_now());
    finish(pid, 5);
    check(getcwd(directory, sizeof directory) != NULL && strcmp(directory, "/") == 0, "cwd is %s", directory);
    same("umask after the child's change", 0123, umask_now());
    pass();
}
