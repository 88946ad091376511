/* An open directory: still a directory to list and to open in, with its flags. */
#include "specimen.h"

static int count_entries(int fd)
{
    int entries = 0;
    DIR *directory = fdopendir(must(dup(fd)));
    rewinddir(directory);
    while (readdir(directory) != NULL)
        entries++;
    closedir(directory);
    return entries;
}

int main(int argc, char **argv)
{
    begin(argc, argv);
    must(mkdir(in_workdir("dir"), 0755));
    int fd = must(open(in_workdir("dir"), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    must(close(must(openat(fd, "one", O_CREAT | O_WRONLY, 0644))));
    must(close(must(openat(fd, "two", O_CREAT | O_WRONLY, 0644))));
    int flags = must(fcntl(fd, F_GETFL));
    ready();
    wait_for_term();

    same("status flags", flags, must(fcntl(fd, F_GETFL)));
    same("descriptor flags", FD_CLOEXEC, must(fcntl(fd, F_GETFD)));
    same("entries", 4, count_entries(fd));
    must(close(must(openat(fd, "one", O_RDONLY))));
    must(mkdirat(fd, "three", 0755));
    same("entries with the new one", 5, count_entries(fd));
    pass();
}
