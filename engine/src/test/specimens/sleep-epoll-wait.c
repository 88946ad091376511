/*
 * epoll_wait with and without a time-out. Apart from the other sleeps, because the kernel itself answers -EINTR here
 * when a task is merely stopped (signal(7), "Interruption by stop signals"): the engine has to start the call again.
 */
#include "specimen.h"
#include <pthread.h>
#include <sys/epoll.h>

static int pipes[2][2];

static void *in_epoll_wait(void *argument)
{
    long self = (long)argument;
    int epoll = must(epoll_create1(0));
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = 0x1122334455667788};
    must(epoll_ctl(epoll, EPOLL_CTL_ADD, pipes[self][0], &event));
    event.data.u64 = 0;
    same("epoll_wait", 1, must(epoll_wait(epoll, &event, 1, self == 0 ? -1 : 3600 * 1000)));
    same("data of the event", 0x1122334455667788, event.data.u64);
    return argument;
}

int main(int argc, char **argv)
{
    pthread_t threads[COUNT_OF(pipes)];

    begin(argc, argv);
    for (long i = 0; i < (long)COUNT_OF(pipes); i++) {
        must(pipe(pipes[i]));
        must_be_zero(pthread_create(&threads[i], NULL, in_epoll_wait, (void *)i));
    }
    wait_until_threads_sleep(COUNT_OF(pipes));
    ready();
    wait_for_term();

    for (size_t i = 0; i < COUNT_OF(pipes); i++)
        must(write(pipes[i][1], "x", 1));
    for (size_t i = 0; i < COUNT_OF(pipes); i++)
        must_be_zero(pthread_join(threads[i], NULL));
    pass();
}
