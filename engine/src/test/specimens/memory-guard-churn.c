/* Guard pages that come and go all the time (MADV_GUARD_INSTALL, MADV_GUARD_REMOVE), as thread stacks of glibc 2.42 do. */
#include "specimen.h"
#include <setjmp.h>

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#define MADV_GUARD_REMOVE 103
#endif
#define PAGES 16

static sigjmp_buf back;
static char *memory;
static unsigned filled[PAGES]; /* with which pattern, 0 if it is a guard */

static void on_segv(int signal)
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

static void turn(unsigned round)
{
    unsigned page = round * 7 % PAGES;
    if (filled[page] != 0) {
        must(madvise(memory + page * PAGE, PAGE, MADV_GUARD_INSTALL));
        filled[page] = 0;
        return;
    }
    must(madvise(memory + page * PAGE, PAGE, MADV_GUARD_REMOVE));
    verify_zero("page that was a guard", memory + page * PAGE, PAGE);
    filled[page] = round % 1000 + 1;
    fill(memory + page * PAGE, PAGE, filled[page]);
}

static void verify_all(void)
{
    for (int page = 0; page < PAGES; page++) {
        if (filled[page] == 0)
            check(faults(memory + page * PAGE), "guard page %d can be read", page);
        else
            verify("page", memory + page * PAGE, PAGE, filled[page]);
    }
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = on_segv};
    sigset_t pending;

    begin(argc, argv);
    must(sigaction(SIGSEGV, &action, NULL));
    memory = must(mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    if (madvise(memory, PAGES * PAGE, MADV_GUARD_INSTALL) != 0)
        skip("no MADV_GUARD_INSTALL: %s", strerror(errno));
    ready();
    unsigned round = 0;
    do {
        for (int turns = 0; turns < 1000; turns++)
            turn(round++);
        verify_all();
        must(sigpending(&pending));
    } while (!sigismember(&pending, SIGTERM));
    pass();
}
