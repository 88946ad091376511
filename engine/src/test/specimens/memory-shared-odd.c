/* Shared anonymous memory whose mappings were cut, moved, doubled and protected: each task has another part of it. */
#include "specimen.h"

static char *memory, *tail, *twice;

/* Has only the part that the parent does not have any more. */
static int child(void)
{
    must(munmap(memory, 3 * PAGE));
    must(mprotect(memory + 3 * PAGE, PAGE, PROT_NONE));
    settled();
    wait_for_term();
    must(mprotect(memory + 3 * PAGE, PAGE, PROT_READ | PROT_WRITE));
    verify("page under PROT_NONE", memory + 3 * PAGE, PAGE, 3);
    verify("page that only the child has", memory + 5 * PAGE, PAGE, 5);
    verify("page written by the grandchild", memory + 4 * PAGE, PAGE, 44);
    return 0;
}

/* Has it at another place, with a part twice. */
static int mover(void)
{
    tail = must(mmap(NULL, 8 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    tail = must(mremap(memory + 2 * PAGE, 4 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, tail));
    twice = must(mremap(tail, 0, PAGE, MREMAP_MAYMOVE));
    settled();
    wait_for_term();
    verify("moved page", tail, PAGE, 2);
    fill(twice, PAGE, 22);
    verify("page that is mapped twice", tail, PAGE, 22);
    fill(tail + 2 * PAGE, PAGE, 44);
    return 0;
}

int main(int argc, char **argv)
{
    begin(argc, argv);
    memory = must(mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    for (int page = 0; page < 8; page++)
        fill(memory + page * PAGE, PAGE, (unsigned)page);
    pid_t only_tail = spawn(child);
    pid_t moved = spawn(mover);
    must(munmap(memory + 3 * PAGE, 5 * PAGE));
    char *grown = must(mremap(memory, 3 * PAGE, 5 * PAGE, MREMAP_MAYMOVE));
    must(munmap(grown + 3 * PAGE, 2 * PAGE));
    must(mprotect(grown, PAGE, PROT_READ));
    ready();
    wait_for_term();

    verify("page read-only", grown, PAGE, 0);
    verify("page in the middle", grown + PAGE, PAGE, 1);
    finish(moved, 0);
    verify("page written by the mover", grown + 2 * PAGE, PAGE, 22);
    finish(only_tail, 0);
    grown = must(mremap(grown + PAGE, 2 * PAGE, 7 * PAGE, MREMAP_MAYMOVE));
    verify("page that nobody had mapped", grown + 6 * PAGE, PAGE, 7);
    pass();
}
