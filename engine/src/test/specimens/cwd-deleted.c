/* A working directory that was removed, and a removed directory that is open. */
#include "specimen.h"

int main(int argc, char **argv)
{
    struct stat now;
    char path[256];

    begin(argc, argv);
    must(mkdir(in_workdir("cwd"), 0750));
    must(mkdir(in_workdir("open"), 0710));
    int fd = must(open(in_workdir("open"), O_RDONLY | O_DIRECTORY));
    must(chdir(in_workdir("cwd")));
    must(rmdir("../open"));
    must(rmdir("../cwd"));
    ready();
    wait_for_term();

    must_fail(ENOENT, (long)getcwd(path, sizeof path) ? 0 : -1);
    must(stat(".", &now));
    same("mode of the working directory", S_IFDIR | 0750, now.st_mode);
    must_fail(ENOENT, open("file", O_CREAT | O_WRONLY, 0600));
    must(fstat(fd, &now));
    same("mode of the open directory", S_IFDIR | 0710, now.st_mode);
    same("names of the open directory", 0, now.st_nlink);
    pass();
}
