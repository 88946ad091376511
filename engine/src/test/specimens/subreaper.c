/* An orphan that came to a subreaper in the middle of the tree stays its child, and is reaped by it. */
#include "specimen.h"
#include <sys/prctl.h>

static int pid_pipe[2];

static int orphan(void)
{
    wait_for_term();
    return 9;
}

/* Leaves an orphan behind, which comes to the reaper above. */
static int parent(void)
{
    pid_t child = fork();
    if (child == 0)
        _exit(orphan());
    must(write(pid_pipe[1], &child, sizeof child));
    settled();
    return 0;
}

static int reaper(void)
{
    pid_t child;
    int last = settled_fd;
    must(prctl(PR_SET_CHILD_SUBREAPER, 1));
    must(pipe(pid_pipe));
    reap(spawn(parent), 0);
    must(read(pid_pipe[0], &child, sizeof child));
    must(close(pid_pipe[0]));
    must(close(pid_pipe[1]));
    settled_fd = last;
    settled();
    wait_for_term();
    finish(child, 9);
    return 0;
}

int main(int argc, char **argv)
{
    begin(argc, argv);
    pid_t pid = spawn(reaper);
    ready();
    wait_for_term();
    finish(pid, 0);
    pass();
}
