/* O_PATH descriptors of a file and of a directory: they name an object, and allow nothing but that. */
#include "specimen.h"

int main(int argc, char **argv)
{
    struct stat before, after;
    char byte;

    begin(argc, argv);
    int file = must(open(in_workdir("file"), O_CREAT | O_WRONLY, 0600));
    must(write(file, "content", 7));
    must(close(file));
    file = must(open(in_workdir("file"), O_PATH | O_CLOEXEC));
    int directory = must(open(workdir, O_PATH | O_DIRECTORY));
    int file_flags = must(fcntl(file, F_GETFL));
    int directory_flags = must(fcntl(directory, F_GETFL));
    must(fstat(file, &before));
    ready();
    wait_for_term();

    same("flags of the file", file_flags, must(fcntl(file, F_GETFL)));
    same("flags of the directory", directory_flags, must(fcntl(directory, F_GETFL)));
    same("descriptor flags", FD_CLOEXEC, must(fcntl(file, F_GETFD)));
    must(fstat(file, &after));
    same("size", before.st_size, after.st_size);
    same("mode", before.st_mode, after.st_mode);
    must_fail(EBADF, read(file, &byte, 1));
    must(faccessat(directory, "file", R_OK, 0));
    pass();
}
