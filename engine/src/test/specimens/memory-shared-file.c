/* A shared file mapping stays one with the file and with a second mapping of it, and with a child's. */
#include "specimen.h"

#define BYTES (4 * PAGE)

static char *first, *second;

static int child(void)
{
    settled();
    wait_for_term();
    verify("page written by the parent after", first + 2 * PAGE, PAGE, 22);
    fill(first + 3 * PAGE, PAGE, 33);
    return 0;
}

int main(int argc, char **argv)
{
    static unsigned char content[BYTES];

    begin(argc, argv);
    fill(content, BYTES, 1);
    int fd = must(open(in_workdir("shared"), O_CREAT | O_RDWR | O_TRUNC, 0644));
    same("bytes written", BYTES, write(fd, content, BYTES));
    first = must(mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
    second = must(mmap(NULL, 2 * PAGE, PROT_READ, MAP_SHARED, fd, 2 * PAGE));
    must(close(fd));
    fill(first + PAGE, PAGE, 11);
    pid_t pid = spawn(child);
    ready();
    wait_for_term();

    verify("page that was not written", first, PAGE, 1);
    verify("page written before", first + PAGE, PAGE, 11);
    fill(first + 2 * PAGE, PAGE, 22);
    verify("second mapping", second, PAGE, 22);
    finish(pid, 0);
    verify("page written by the child", second + PAGE, PAGE, 33);
    fd = must(open(in_workdir("shared"), O_RDONLY));
    same("bytes read", BYTES, read(fd, content, BYTES));
    check(memcmp(content, first, BYTES) == 0, "the file and its mapping differ");
    pass();
}
