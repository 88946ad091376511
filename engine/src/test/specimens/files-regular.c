/* Regular files: offsets, access modes, O_APPEND, close-on-exec, and offsets shared by dup and by fork. */
#include "specimen.h"

#define HIGH_FD 300

static int shared_with_child;

static int create(const char *name, int flags)
{
    int fd = must(open(in_workdir(name), O_CREAT | O_TRUNC | flags, 0644));
    must(write(fd, "0123456789abcdef", 16));
    return fd;
}

static int reopen(const char *name, int flags, off_t offset)
{
    int fd = must(open(in_workdir(name), flags));
    same("offset set", offset, must(lseek(fd, offset, SEEK_SET)));
    return fd;
}

static void check_next(const char *what, int fd, const char *expected)
{
    char got[17] = "";
    must(read(fd, got, strlen(expected)));
    check(strcmp(expected, got) == 0, "%s, expected %s, got %s", what, expected, got);
}

static int child(void)
{
    settled();
    wait_for_term();
    check_next("offset shared by fork, in the child", shared_with_child, "45");
    return 0;
}

static void check_append(int fd)
{
    struct stat status;
    same("offset of the O_APPEND file", 3, must(lseek(fd, 0, SEEK_CUR)));
    must(write(fd, "end", 3));
    must(fstat(fd, &status));
    same("size after O_APPEND", 19, status.st_size);
}

int main(int argc, char **argv)
{
    int flags[6], descriptor_flags[6];

    begin(argc, argv);
    int append = create("append", O_RDWR | O_APPEND);
    must(lseek(append, 3, SEEK_SET));
    int write_only = create("data", O_WRONLY | O_CLOEXEC);
    int read_only = reopen("data", O_RDONLY, 10);
    int read_write = reopen("data", O_RDWR | O_NONBLOCK, 2);
    int duplicate = must(fcntl(read_write, F_DUPFD_CLOEXEC, HIGH_FD));
    shared_with_child = reopen("data", O_RDONLY | O_NOATIME, 4);
    const int all[] = {append, write_only, read_only, read_write, duplicate, shared_with_child};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        flags[i] = must(fcntl(all[i], F_GETFL));
        descriptor_flags[i] = must(fcntl(all[i], F_GETFD));
    }
    pid_t pid = spawn(child);
    ready();
    wait_for_term();

    for (size_t i = 0; i < COUNT_OF(all); i++) {
        same("status flags", flags[i], must(fcntl(all[i], F_GETFL)));
        same("descriptor flags", descriptor_flags[i], must(fcntl(all[i], F_GETFD)));
    }
    check_append(append);
    same("offset of the O_WRONLY file", 16, must(lseek(write_only, 0, SEEK_CUR)));
    must_fail(EBADF, read(write_only, &append, 1));
    must_fail(EBADF, write(read_only, "x", 1));
    check_next("O_RDONLY file", read_only, "abc");
    check_next("O_RDWR file", read_write, "23");
    check_next("offset shared by dup", duplicate, "45");
    check_next("offset shared by dup, back", read_write, "6");
    finish(pid, 0);
    check_next("offset shared by fork, in the parent", shared_with_child, "67");
    must_fail(EBADF, fcntl(HIGH_FD + 1, F_GETFD));
    pass();
}
