/* POSIX shared memory: one with its name, one unlinked and still open, one unlinked and only mapped; parent and child share them. */
#include "specimen.h"

static char *named, *unlinked, *mapped;
static int fd;

static char *make(const char *what, int *open_fd)
{
    char name[64];
    snprintf(name, sizeof name, "/ferry-%s-%d", what, getpid());
    *open_fd = must(shm_open(name, O_CREAT | O_EXCL | O_RDWR, 0600));
    must(ftruncate(*open_fd, 4 * PAGE));
    return must(mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, *open_fd, 0));
}

static void unlink_it(const char *what, pid_t maker)
{
    char name[64];
    snprintf(name, sizeof name, "/ferry-%s-%d", what, maker);
    must(shm_unlink(name));
}

static int child(void)
{
    fill(named + PAGE, PAGE, 2);
    fill(unlinked + PAGE, PAGE, 5);
    fill(mapped + PAGE, PAGE, 8);
    settled();
    wait_for_term();
    verify("named, by the parent after", named, PAGE, 11);
    verify("unlinked, by the parent after", unlinked, PAGE, 14);
    verify("only mapped, by the parent after", mapped, PAGE, 17);
    fill(named + 2 * PAGE, PAGE, 12);
    return 0;
}

int main(int argc, char **argv)
{
    int named_fd, mapped_fd;

    begin(argc, argv);
    named = make("named", &named_fd);
    unlinked = make("unlinked", &fd);
    mapped = make("mapped", &mapped_fd);
    unlink_it("unlinked", getpid());
    unlink_it("mapped", getpid());
    must(close(named_fd));
    must(close(mapped_fd));
    fill(named, PAGE, 1);
    fill(unlinked, PAGE, 4);
    fill(mapped, PAGE, 7);
    pid_t pid = spawn(child);
    ready();
    wait_for_term();

    static char page[PAGE];
    verify("named", named, PAGE, 1);
    verify("named, by the child", named + PAGE, PAGE, 2);
    verify("unlinked", unlinked, PAGE, 4);
    same("bytes of the unlinked", PAGE, pread(fd, page, PAGE, PAGE));
    verify("unlinked, by the child", page, PAGE, 5);
    verify("only mapped, by the child", mapped + PAGE, PAGE, 8);
    fill(named, PAGE, 11);
    fill(page, PAGE, 14);
    same("bytes written to the unlinked", PAGE, pwrite(fd, page, PAGE, 0));
    fill(mapped, PAGE, 17);
    finish(pid, 0);
    verify("named, by the child after", named + 2 * PAGE, PAGE, 12);
    unlink_it("named", getpid());
    pass();
}
