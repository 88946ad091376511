/* A lease for reading: whoever wants to write breaks it, and its holder is told by a signal of its choice. */
#include "specimen.h"

static volatile sig_atomic_t told;

static void on_break(int signal)
{
    (void)signal;
    told = 1;
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = on_break};

    begin(argc, argv);
    char *name = in_workdir("leased");
    must(sigaction(SIGUSR1, &action, NULL));
    int fd = must(open(name, O_CREAT | O_RDONLY, 0644));
    must(fcntl(fd, F_SETSIG, SIGUSR1));
    must(fcntl(fd, F_SETLEASE, F_RDLCK));
    ready();
    wait_for_term();

    same("lease", F_RDLCK, must(fcntl(fd, F_GETLEASE)));
    must_fail(EWOULDBLOCK, open(name, O_WRONLY | O_NONBLOCK));
    await("the signal that breaks the lease", told);
    must(fcntl(fd, F_SETLEASE, F_UNLCK));
    must(open(name, O_WRONLY | O_NONBLOCK));
    pass();
}
