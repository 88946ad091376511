/* Mappings of files that end before they do, or have no name any more. */
#include "specimen.h"
#include <setjmp.h>

static sigjmp_buf back;

static void on_bus(int signal)
{
    (void)signal;
    siglongjmp(back, 1);
}

static int faults(volatile char *address)
{
    if (sigsetjmp(back, 1) != 0)
        return 1;
    *address;
    return 0;
}

static char *map(const char *name, int flags, size_t bytes)
{
    char content[PAGE + 100];
    int fd = must(open(in_workdir(name), O_CREAT | O_RDWR | O_TRUNC, 0644));
    fill(content, sizeof content, 1);
    same("bytes written", sizeof content, write(fd, content, sizeof content));
    char *memory = must(mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags, fd, 0));
    must(close(fd));
    return memory;
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = on_bus};

    begin(argc, argv);
    must(sigaction(SIGBUS, &action, NULL));
    char *beyond = map("beyond", MAP_SHARED, 4 * PAGE);
    char *private = map("private", MAP_PRIVATE, 4 * PAGE);
    char *deleted = map("deleted", MAP_PRIVATE, 2 * PAGE);
    must(unlink(in_workdir("deleted")));
    fill(private, PAGE, 2);
    fill(deleted, PAGE, 3);
    check(faults(beyond + 2 * PAGE), "memory behind the end of the file can be read");
    ready();
    wait_for_term();

    verify("shared file", beyond, PAGE + 100, 1);
    check(faults(beyond + 2 * PAGE), "memory behind the end of the shared file can be read now");
    verify("private page", private, PAGE, 2);
    check(faults(private + 3 * PAGE), "memory behind the end of the private file can be read now");
    verify("private page of the deleted file", deleted, PAGE, 3);
    same("page of the deleted file", pattern(PAGE, 1), (unsigned char)deleted[PAGE]);
    pass();
}
