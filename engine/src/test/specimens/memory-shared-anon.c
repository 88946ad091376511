/* A parent and two children share anonymous memory, and go on seeing each other's writes. */
#include "specimen.h"

static char *shared;

static int first_child(void)
{
    fill(shared + PAGE, PAGE, 1);
    settled();
    wait_for_term();
    verify("page of the parent, in the first child", shared + 3 * PAGE, PAGE, 3);
    fill(shared + PAGE, PAGE, 11);
    return 0;
}

/* Sees only the upper part, at another protection. */
static int second_child(void)
{
    must(munmap(shared, PAGE));
    must(mprotect(shared + 3 * PAGE, PAGE, PROT_READ));
    settled();
    wait_for_term();
    verify("page of the first child, in the second", shared + PAGE, PAGE, 11);
    verify("page of the parent, in the second child", shared + 3 * PAGE, PAGE, 3);
    fill(shared + 2 * PAGE, PAGE, 22);
    return 0;
}

int main(int argc, char **argv)
{
    begin(argc, argv);
    shared = must(mmap(NULL, 6 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    fill(shared, PAGE, 0);
    pid_t first = spawn(first_child);
    pid_t second = spawn(second_child);
    verify("page of the first child before", shared + PAGE, PAGE, 1);
    ready();
    wait_for_term();

    verify("page of the parent", shared, PAGE, 0);
    verify_zero("page that nobody touched", shared + 4 * PAGE, PAGE);
    fill(shared + 3 * PAGE, PAGE, 3);
    finish(first, 0);
    verify("page of the first child after", shared + PAGE, PAGE, 11);
    finish(second, 0);
    verify("page of the second child after", shared + 2 * PAGE, PAGE, 22);
    pass();
}
