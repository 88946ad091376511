/* What /proc/self says of the program stays: exe, cmdline, environ and auxv; and exe is the file it was. */
#include "specimen.h"

struct content {
    ssize_t length;
    char bytes[16384];
};

static const char *const files[] = {"/proc/self/cmdline", "/proc/self/environ", "/proc/self/auxv"};

static void read_all(const char *name, struct content *content)
{
    int fd = must(open(name, O_RDONLY));
    content->length = must(read(fd, content->bytes, sizeof content->bytes));
    check(content->length > 0, "%s is empty", name);
    must(close(fd));
}

static void read_exe(char *exe)
{
    exe[must(readlink("/proc/self/exe", exe, 4095))] = '\0';
}

int main(int argc, char **argv)
{
    static struct content before[COUNT_OF(files)], after;
    static char exe[4096], exe_after[4096];
    struct stat status, status_after;

    begin(argc, argv);
    for (size_t i = 0; i < COUNT_OF(files); i++)
        read_all(files[i], &before[i]);
    read_exe(exe);
    must(stat("/proc/self/exe", &status));
    ready();
    wait_for_term();

    for (size_t i = 0; i < COUNT_OF(files); i++) {
        read_all(files[i], &after);
        same(files[i], before[i].length, after.length);
        check(memcmp(before[i].bytes, after.bytes, (size_t)after.length) == 0, "%s changed", files[i]);
    }
    read_exe(exe_after);
    check(strcmp(exe, exe_after) == 0, "/proc/self/exe, expected %s, got %s", exe, exe_after);
    must(stat("/proc/self/exe", &status_after));
    same("size of the program file", status.st_size, status_after.st_size);
    check(strcmp(before[0].bytes, argv[0]) == 0, "argv[0], expected %s, got %s", before[0].bytes, argv[0]);
    pass();
}
