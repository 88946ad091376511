/* Guard pages inside of a mapping (MADV_GUARD_INSTALL, Linux 6.13): to touch one is SIGSEGV, and the pages around it keep their content. */
#include "specimen.h"
#include <setjmp.h>

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

static sigjmp_buf back;

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

static long locked_kib(void)
{
    char line[256];
    long kib = -1;
    FILE *status = fopen("/proc/self/status", "r");
    while (fgets(line, sizeof line, status) != NULL)
        sscanf(line, "VmLck: %ld", &kib);
    fclose(status);
    return kib;
}

/* The pages that are there are locked, although mlock says that not all are. */
static char *locked_with_guard(void)
{
    char *memory = must(mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    fill(memory, 3 * PAGE, 2);
    must(madvise(memory + PAGE, PAGE, MADV_GUARD_INSTALL));
    mlock(memory, 3 * PAGE);
    return memory;
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = on_segv};

    begin(argc, argv);
    must(sigaction(SIGSEGV, &action, NULL));
    char *memory = must(mmap(NULL, 6 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    fill(memory, 6 * PAGE, 1);
    if (madvise(memory + 2 * PAGE, 2 * PAGE, MADV_GUARD_INSTALL) != 0)
        skip("no MADV_GUARD_INSTALL: %s", strerror(errno));
    check(faults(memory + 2 * PAGE), "a guard page can be read");
    char *locked = locked_with_guard();
    long kib = locked_kib();
    ready();
    wait_for_term();

    same("KiB locked", kib, locked_kib());
    verify("locked page before the guard", locked, PAGE, 2);
    check(faults(locked + PAGE), "a guard page in locked memory can be read now");

    verify("pages before the guard", memory, 2 * PAGE, 1);
    check(faults(memory + 2 * PAGE) && faults(memory + 4 * PAGE - 1), "a guard page can be read now");
    for (int page = 4; page < 6; page++)
        same("page behind the guard", pattern((size_t)page * PAGE, 1), (unsigned char)memory[page * PAGE]);
    pass();
}
