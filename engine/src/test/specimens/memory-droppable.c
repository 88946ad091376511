/* Memory that the kernel may drop, as glibc has it for random numbers: what the mapping is survives, its content may not. */
#include "specimen.h"
#include "smaps.h"

#ifndef MAP_DROPPABLE
#define MAP_DROPPABLE 8
#endif

static int is_droppable(const char *memory)
{
    return strstr(smaps(memory, "VmFlags:"), " dp") != NULL;
}

int main(int argc, char **argv)
{
    begin(argc, argv);
    char *memory = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_DROPPABLE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        skip("MAP_DROPPABLE is there since Linux 6.11: %s", strerror(errno));
    fill(memory, PAGE, 1);
    check(is_droppable(memory), "it is not droppable at first");
    ready();
    wait_for_term();

    check(is_droppable(memory), "it is not droppable any more");
    check(memory[0] == 0 || memory[PAGE - 1] != 0, "half of a page was dropped");
    pid_t child = must(fork());
    if (child == 0)
        _exit(memory[0] == 0 ? 0 : 1);
    reap(child, 0);
    pass();
}
