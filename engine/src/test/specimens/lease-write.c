/* A lease for writing, which whoever looks at the file breaks: what an engine that can not carry it has to refuse. */
#include "specimen.h"

int main(int argc, char **argv)
{
    begin(argc, argv);
    int fd = must(open(in_workdir("leased"), O_CREAT | O_RDWR, 0644));
    must(fcntl(fd, F_SETLEASE, F_WRLCK));
    ready();
    wait_for_term();

    same("lease", F_WRLCK, must(fcntl(fd, F_GETLEASE)));
    pass();
}
