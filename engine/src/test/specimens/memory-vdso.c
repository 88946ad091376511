/* A thread that hardly ever leaves the vDSO: clocks work on and CLOCK_MONOTONIC never goes back. */
#include "specimen.h"
#include <pthread.h>
#include <sched.h>
#include <time.h>

static volatile int stopping, running;

static int later(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec != b->tv_sec ? a->tv_sec > b->tv_sec : a->tv_nsec > b->tv_nsec;
}

static void *read_clocks(void *argument)
{
    struct timespec last = {0}, now, real;
    while (!stopping) {
        must(clock_gettime(CLOCK_MONOTONIC, &now));
        must(clock_gettime(CLOCK_REALTIME, &real));
        check(!later(&last, &now), "CLOCK_MONOTONIC, expected at least %ld.%09ld, got %ld.%09ld", (long)last.tv_sec,
              last.tv_nsec, (long)now.tv_sec, now.tv_nsec);
        check(real.tv_sec > 1000000000 && real.tv_nsec >= 0 && real.tv_nsec < 1000000000, "CLOCK_REALTIME, got %ld.%09ld",
              (long)real.tv_sec, real.tv_nsec);
        check(sched_getcpu() >= 0, "getcpu: %s", strerror(errno));
        last = now;
        running = 1;
    }
    return argument;
}

int main(int argc, char **argv)
{
    pthread_t thread;

    begin(argc, argv);
    must_be_zero(pthread_create(&thread, NULL, read_clocks, NULL));
    while (!running)
        sched_yield();
    ready();
    wait_for_term();

    stopping = 1;
    must_be_zero(pthread_join(thread, NULL));
    pass();
}
