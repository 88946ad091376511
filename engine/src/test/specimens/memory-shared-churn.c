/*
 * Shared anonymous memory that is written to all the time by everybody who could escape a look at page tables: children that
 * are born, write and end at once, a second mapping that is gone again, and system calls. Pages become holes and come back.
 * What each page should hold stands in another shared memory.
 */
#include "specimen.h"
#include <time.h>

#define PAGES 700L

static char *memory;
/* Of each page: how it was filled the last time, 0 for a hole. */
static unsigned *content;

static int term_is_pending(void)
{
    sigset_t pending;
    must(sigpending(&pending));
    return sigismember(&pending, SIGTERM);
}

static void put(char *mapping, long page, unsigned seed)
{
    content[page] = seed;
    fill(mapping + page * PAGE, PAGE, seed);
}

static void write_in_a_child(long page, unsigned seed)
{
    pid_t pid = must(fork());
    if (pid == 0) {
        put(memory, page, seed);
        _exit(9);
    }
    reap(pid, 9);
}

static void write_by_another_mapping(long page, unsigned seed)
{
    char *second = must(mremap(memory, 0, PAGES * PAGE, MREMAP_MAYMOVE));
    put(second, page, seed);
    must(munmap(second, PAGES * PAGE));
}

static void write_by_a_call(long page, unsigned seed)
{
    char from[PAGE];
    fill(from, PAGE, seed);
    int ends[2];
    must(pipe(ends));
    same("bytes into the pipe", PAGE, must(write(ends[1], from, PAGE)));
    content[page] = seed;
    same("bytes from the pipe", PAGE, must(read(ends[0], memory + page * PAGE, PAGE)));
    must(close(ends[0]));
    must(close(ends[1]));
}

static void make_a_hole(long page)
{
    content[page] = 0;
    must(madvise(memory + page * PAGE, PAGE, MADV_REMOVE));
}

static void check_all(void)
{
    for (long page = 0; page < PAGES; page++) {
        if (content[page] == 0)
            verify_zero("a hole", memory + page * PAGE, PAGE);
        else
            verify("a page", memory + page * PAGE, PAGE, content[page]);
    }
}

int main(int argc, char **argv)
{
    begin(argc, argv);
    int flags = MAP_SHARED | MAP_ANONYMOUS;
    memory = must(mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, flags, -1, 0));
    content = must(mmap(NULL, PAGES * sizeof *content, PROT_READ | PROT_WRITE, flags, -1, 0));
    for (long page = 0; page < PAGES; page += 2)
        put(memory, page, (unsigned)page + 1);
    ready();
    for (unsigned round = 1; !term_is_pending(); round++) {
        long page = round * 5 % PAGES;
        write_in_a_child(page, round);
        write_by_another_mapping((page + 150) % PAGES, round);
        write_by_a_call((page + 300) % PAGES, round);
        make_a_hole((page + 450) % PAGES);
        if (round % 50 == 0)
            check_all();
        struct timespec pause = {.tv_nsec = 1000 * 1000};
        nanosleep(&pause, NULL);
    }
    check_all();
    pass();
}
