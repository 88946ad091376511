/* Names of the process and of its threads, among them some that a careless reader of /proc/PID/stat trips over. */
#include "specimen.h"
#include <pthread.h>
#include <sys/prctl.h>

static const char *const names[] = {"plain", ") R 1 (", "fifteen letters", ""};
static pthread_barrier_t prepared, released;

static void check_name(const char *expected)
{
    char got[16];
    must(prctl(PR_GET_NAME, got));
    check(strcmp(expected, got) == 0, "name of a thread, expected %s, got %s", expected, got);
}

static void *run(void *argument)
{
    must(prctl(PR_SET_NAME, argument));
    pthread_barrier_wait(&prepared);
    pthread_barrier_wait(&released);
    check_name(argument);
    return argument;
}

int main(int argc, char **argv)
{
    pthread_t threads[COUNT_OF(names)];

    begin(argc, argv);
    must_be_zero(pthread_barrier_init(&prepared, NULL, COUNT_OF(names) + 1));
    must_be_zero(pthread_barrier_init(&released, NULL, COUNT_OF(names) + 1));
    for (size_t i = 0; i < COUNT_OF(names); i++)
        must_be_zero(pthread_create(&threads[i], NULL, run, (void *)names[i]));
    must(prctl(PR_SET_NAME, "(the) leader)"));
    pthread_barrier_wait(&prepared);
    ready();
    wait_for_term();

    check_name("(the) leader)");
    pthread_barrier_wait(&released);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        must_be_zero(pthread_join(threads[i], NULL));
    pass();
}
