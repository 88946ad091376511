/* A private file mapping: copied pages, untouched pages, changed then read-only ones, and the part beyond the end. */
#include "specimen.h"
#include <setjmp.h>

#define FILE_BYTES (5 * PAGE + 100)
#define MAPPED_BYTES (8 * PAGE)

static sigjmp_buf beyond_end;

static void on_bus_error(int signal)
{
    siglongjmp(beyond_end, signal);
}

static int create(unsigned char *content)
{
    int fd = must(open(in_workdir("private"), O_CREAT | O_RDWR | O_TRUNC, 0644));
    fill(content, FILE_BYTES, 1);
    same("bytes written", FILE_BYTES, write(fd, content, FILE_BYTES));
    return fd;
}

static void check_file(int fd, const unsigned char *content)
{
    unsigned char now[FILE_BYTES];
    same("bytes in the file", FILE_BYTES, pread(fd, now, sizeof now, 0));
    check(memcmp(now, content, FILE_BYTES) == 0, "the file changed: a private page was written through");
}

static void check_beyond_end(volatile char *address)
{
    struct sigaction action = {.sa_handler = on_bus_error};
    must(sigaction(SIGBUS, &action, NULL));
    if (sigsetjmp(beyond_end, 1) == 0)
        fail("page beyond the end of the file, expected SIGBUS, got %d", *address);
}

int main(int argc, char **argv)
{
    static unsigned char content[FILE_BYTES], expected[6 * PAGE];

    begin(argc, argv);
    int fd = create(content);
    char *map = must(mmap(NULL, MAPPED_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0));
    char *tail = must(mmap(NULL, 3 * PAGE, PROT_READ, MAP_PRIVATE, fd, 2 * PAGE));
    memcpy(expected, content, FILE_BYTES);
    fill(map + PAGE, PAGE, 2);
    memcpy(map + 3 * PAGE + 500, "changed", 7);
    memcpy(map + 5 * PAGE + 200, "after the end", 13); /* in the last page, behind the last byte */
    must(mprotect(map + PAGE, PAGE, PROT_READ));
    memcpy(expected, map, sizeof expected);
    ready();
    wait_for_term();

    check(memcmp(map, expected, sizeof expected) == 0, "content of the private mapping differs");
    verify("copied page", map + PAGE, PAGE, 2);
    check(memcmp(tail, content + 2 * PAGE, 3 * PAGE) == 0, "content of the read-only mapping differs");
    check_beyond_end(map + 6 * PAGE);
    map[4 * PAGE] ^= 1; /* not copied until now */
    check_file(fd, content);
    must_fail(EFAULT, pread(fd, map + PAGE, 1, 0));
    pass();
}
