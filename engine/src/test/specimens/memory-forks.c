/*
 * A parent that has children all the time: some end at once, two stay for good and write, and one is replaced by another as
 * soon as it ends. Each knows what its memory holds; what a child has is a copy of its parent's from the moment of its birth.
 */
#include "specimen.h"
#include <time.h>

#define PAGES 600

static char *memory;
static unsigned content[PAGES];

static void doze(long milliseconds)
{
    struct timespec pause = {.tv_nsec = milliseconds * 1000 * 1000};
    nanosleep(&pause, NULL);
}

static void check_all(void)
{
    for (long page = 0; page < PAGES; page++)
        verify("a page", memory + page * PAGE, PAGE, content[page]);
}

static void write_some(unsigned round)
{
    for (long page = round % 7; page < PAGES; page += 13) {
        content[page] = round;
        fill(memory + page * PAGE, PAGE, round);
    }
}

/* It stays blocked, so it disturbs no system call. */
static int term_is_pending(void)
{
    sigset_t pending;
    must(sigpending(&pending));
    return sigismember(&pending, SIGTERM);
}

static int write_for_ever(void)
{
    settled();
    for (unsigned round = (unsigned)getpid(); !term_is_pending(); round++) {
        write_some(round);
        doze(3);
    }
    check_all();
    return 7;
}

static pid_t child(unsigned rounds)
{
    pid_t pid = must(fork());
    if (pid == 0) {
        for (unsigned round = 0; round < rounds; round++) {
            write_some(round + 1000);
            doze(2);
        }
        check_all();
        _exit(9);
    }
    return pid;
}

int main(int argc, char **argv)
{
    begin(argc, argv);
    memory = must(mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    for (long page = 0; page < PAGES; page++)
        fill(memory + page * PAGE, PAGE, content[page] = (unsigned)page + 1);
    pid_t stays = spawn(write_for_ever);
    pid_t other = spawn(write_for_ever);
    ready();
    for (unsigned round = 1; !term_is_pending(); round++) {
        write_some(round);
        reap(child(0), 9);
        reap(child(20), 9);
        check_all();
    }
    finish(stays, 7);
    finish(other, 7);
    pass();
}
