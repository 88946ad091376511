/* What was said about memory: advice, locks, guard pages, memory that grows downwards, and content that is out of reach. */
#include "specimen.h"

#ifndef MADV_WIPEONFORK
#define MADV_WIPEONFORK 18
#endif
#define PAGES 4

struct advised {
    int advice;
    const char *flag;
    char *memory;
};

static struct advised advised[] = {
    {MADV_DONTFORK, "dc", NULL},  {MADV_WIPEONFORK, "wf", NULL}, {MADV_DONTDUMP, "dd", NULL},
    {MADV_HUGEPAGE, "hg", NULL},  {MADV_NOHUGEPAGE, "nh", NULL}, {MADV_MERGEABLE, "mg", NULL},
    {MADV_RANDOM, "rr", NULL},    {MADV_SEQUENTIAL, "sr", NULL},
};

static char *locked, *hidden, *growing;

static char *anonymous(size_t length, int flags)
{
    return must(mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0));
}

/* Whether the mapping at address has a two-letter code in its VmFlags. */
static int has_flag(const void *address, const char *flag)
{
    char line[512], code[8];
    int inside = 0, found = 0;
    FILE *smaps = fopen("/proc/self/smaps", "r");

    check(smaps != NULL, "smaps: %s", strerror(errno));
    snprintf(code, sizeof code, " %s", flag);
    while (fgets(line, sizeof line, smaps) != NULL) {
        unsigned long start, end;
        if (sscanf(line, "%lx-%lx ", &start, &end) == 2)
            inside = start <= (unsigned long)address && (unsigned long)address < end;
        else if (inside && strncmp(line, "VmFlags:", 8) == 0)
            found = strstr(line, code) != NULL;
    }
    fclose(smaps);
    return found;
}

static int wiped(void)
{
    verify_zero("memory that is wiped on fork", advised[1].memory, PAGE);
    return 0;
}

int main(int argc, char **argv)
{
    begin(argc, argv);
    for (size_t i = 0; i < COUNT_OF(advised); i++) {
        advised[i].memory = anonymous(PAGES * PAGE, 0);
        fill(advised[i].memory, PAGE, (unsigned)i);
        if (madvise(advised[i].memory, PAGES * PAGE, advised[i].advice) != 0)
            advised[i].flag = NULL; /* not in this kernel */
    }
    locked = anonymous(PAGES * PAGE, 0);
    must(mlock(locked, 2 * PAGE));
    fill(locked, PAGE, 30);
    hidden = anonymous(PAGES * PAGE, 0);
    fill(hidden, PAGES * PAGE, 31);
    must(mprotect(hidden, PAGES * PAGE, PROT_NONE));
    growing = anonymous(PAGES * PAGE, MAP_GROWSDOWN);
    fill(growing + PAGE, PAGE, 32);
    ready();
    wait_for_term();

    for (size_t i = 0; i < COUNT_OF(advised); i++) {
        if (advised[i].flag != NULL)
            check(has_flag(advised[i].memory, advised[i].flag), "advice %d was forgotten", advised[i].advice);
        verify("advised memory", advised[i].memory, PAGE, (unsigned)i);
    }
    check(has_flag(locked, "lo"), "memory is not locked any more");
    check(!has_flag(locked + 2 * PAGE, "lo"), "more memory is locked than before");
    verify("locked memory", locked, PAGE, 30);
    check(has_flag(growing, "gd"), "memory does not grow downwards any more");
    verify("growing memory", growing + PAGE, PAGE, 32);
    must(mprotect(hidden, PAGES * PAGE, PROT_READ));
    verify("memory that was out of reach", hidden, PAGES * PAGE, 31);
    pid_t child = must(fork());
    if (child == 0)
        _exit(wiped());
    reap(child, 0);
    pass();
}
