/* Memory on huge pages: private, with a page that nobody touched, and shared with a child. */
#include "specimen.h"
#include "smaps.h"

#define HUGE (2L << 20)
#define OVERCOMMIT "/sys/kernel/mm/hugepages/hugepages-2048kB/nr_overcommit_hugepages"

static char *shared;

/* The kernel makes them when they are needed, and takes them back afterwards; so two copies of this program find some. */
static void permit(long pages)
{
    FILE *file = fopen(OVERCOMMIT, "r+");
    long now = 0;
    if (file && fscanf(file, "%ld", &now) == 1 && now < pages) {
        rewind(file);
        fprintf(file, "%ld", pages);
    }
    if (file)
        fclose(file);
}

static char *map(long bytes, int flags)
{
    char *memory = mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_HUGETLB | flags, -1, 0);
    if (memory == MAP_FAILED)
        skip("no huge pages on this machine: %s", strerror(errno));
    return memory;
}

static void is_huge(const char *what, const char *memory)
{
    long kilobytes = atol(smaps(memory, "KernelPageSize:"));
    check(kilobytes == HUGE / 1024, "%s has pages of %ld kB", what, kilobytes);
}

static int child(void)
{
    fill(shared + HUGE, PAGE, 1);
    settled();
    wait_for_term();
    is_huge("shared memory in the child", shared);
    verify("page of the parent, in the child", shared + 2 * PAGE, PAGE, 3);
    fill(shared + HUGE + PAGE, PAGE, 11);
    return 0;
}

int main(int argc, char **argv)
{
    begin(argc, argv);
    permit(64);
    char *own = map(3 * HUGE, MAP_PRIVATE);
    shared = map(2 * HUGE, MAP_SHARED);
    fill(own, HUGE, 5);
    fill(own + 3 * HUGE - PAGE, PAGE, 6);
    fill(shared, PAGE, 0);
    pid_t pid = spawn(child);
    ready();
    wait_for_term();

    is_huge("private memory", own);
    is_huge("shared memory", shared);
    verify("first private page", own, HUGE, 5);
    verify_zero("private page that nobody touched", own + HUGE, HUGE);
    verify_zero("what is before the end", own + 2 * HUGE, HUGE - PAGE);
    verify("end of the last private page", own + 3 * HUGE - PAGE, PAGE, 6);
    verify("page of the parent", shared, PAGE, 0);
    verify("page of the child before", shared + HUGE, PAGE, 1);
    fill(own + HUGE, HUGE, 7);
    fill(shared + 2 * PAGE, PAGE, 3);
    finish(pid, 0);
    verify("page of the child after", shared + HUGE + PAGE, PAGE, 11);
    pass();
}
