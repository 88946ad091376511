/* Nine threads hand one turn round by mutex and condition; COUNT lines have no gap and no repetition. */
#include "specimen.h"
#include <pthread.h>
#include <time.h>

#define THREADS 9

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turned = PTHREAD_COND_INITIALIZER;
static long turns;
static long taken[THREADS];
static int stopping;

static void take_turn(long self)
{
    struct timespec pause = {.tv_nsec = 1000 * 1000};
    taken[self]++;
    turns++;
    nanosleep(&pause, NULL);
    if (turns % THREADS == 0)
        say("COUNT %ld", turns / THREADS);
    pthread_cond_broadcast(&turned);
}

static void *run(void *argument)
{
    long self = (long)argument;
    pthread_mutex_lock(&lock);
    while (!stopping || turns % THREADS != 0) {
        if (turns % THREADS == self)
            take_turn(self);
        else
            pthread_cond_wait(&turned, &lock);
    }
    pthread_mutex_unlock(&lock);
    return argument;
}

int main(int argc, char **argv)
{
    pthread_t threads[THREADS];

    begin(argc, argv);
    for (long i = 0; i < THREADS; i++)
        must_be_zero(pthread_create(&threads[i], NULL, run, (void *)i));
    ready();
    wait_for_term();

    pthread_mutex_lock(&lock);
    stopping = 1;
    pthread_cond_broadcast(&turned);
    pthread_mutex_unlock(&lock);
    for (long i = 0; i < THREADS; i++) {
        void *result;
        must_be_zero(pthread_join(threads[i], &result));
        same("result of a thread", i, (long)result);
        same("turns of a thread", turns / THREADS, taken[i]);
    }
    pass();
}
