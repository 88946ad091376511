/*
 * One thread waits again and again until the time-out of epoll_wait is over, and counts; another one writes all the time.
 * Whoever stops the tree for moments, but often, must not make the first one wait for ever.
 */
#include "specimen.h"
#include <pthread.h>
#include <sys/epoll.h>

#define PAGES 2000
#define TIMEOUT_MS 20

static char *memory;
static volatile int ending;

static void *write_all_the_time(void *argument)
{
    for (unsigned round = 1; !ending; round++)
        for (long page = 0; page < PAGES && !ending; page++)
            memset(memory + page * PAGE, (int)round, PAGE);
    return argument;
}

static int term_is_pending(void)
{
    sigset_t pending;
    must(sigpending(&pending));
    return sigismember(&pending, SIGTERM);
}

int main(int argc, char **argv)
{
    pthread_t writer;
    struct epoll_event event;
    int epoll;

    begin(argc, argv);
    epoll = must(epoll_create1(0));
    memory = must(mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    must_be_zero(pthread_create(&writer, NULL, write_all_the_time, NULL));
    ready();
    for (int count = 1; !term_is_pending(); count++) {
        same("events", 0, must(epoll_wait(epoll, &event, 1, TIMEOUT_MS)));
        say("COUNT %d", count);
    }
    ending = 1;
    must_be_zero(pthread_join(writer, NULL));
    pass();
}
