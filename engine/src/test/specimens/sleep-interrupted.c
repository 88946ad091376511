/* Seven ways to sleep, one thread each: a dump is not a signal, so none of them may return EINTR or too early. */
#include "specimen.h"
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <sys/select.h>
#include <time.h>

static volatile int stopping;
static int futex_word;
static int poll_pipe[2], long_poll_pipe[2], select_pipe[2], read_pipe[2];

static void check_slept(const char *what, const struct timespec *start, long milliseconds)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    long passed = (now.tv_sec - start->tv_sec) * 1000 + (now.tv_nsec - start->tv_nsec) / 1000000;
    check(passed >= milliseconds - 1, "%s, expected at least %ld ms, got %ld", what, milliseconds, passed);
}

static void *in_nanosleep(void *argument)
{
    const struct timespec pause = {.tv_nsec = 300 * 1000 * 1000};
    struct timespec start;
    while (!stopping) {
        clock_gettime(CLOCK_MONOTONIC, &start);
        must(nanosleep(&pause, NULL));
        check_slept("nanosleep", &start, 300);
    }
    return argument;
}

static void *in_clock_nanosleep(void *argument)
{
    struct timespec until;
    while (!stopping) {
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec++;
        must_be_zero(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL));
        check_slept("clock_nanosleep", &until, 0);
    }
    return argument;
}

static void *in_poll(void *argument)
{
    struct pollfd entry = {.fd = poll_pipe[0], .events = POLLIN};
    same("poll", 1, must(poll(&entry, 1, -1)));
    return argument;
}

static void *in_long_poll(void *argument)
{
    struct pollfd entry = {.fd = long_poll_pipe[0], .events = POLLIN};
    same("poll with a time-out", 1, must(poll(&entry, 1, 3600 * 1000)));
    return argument;
}

static void *in_select(void *argument)
{
    fd_set set;
    FD_ZERO(&set);
    FD_SET(select_pipe[0], &set);
    same("select", 1, must(select(select_pipe[0] + 1, &set, NULL, NULL, NULL)));
    return argument;
}

static void *in_futex(void *argument)
{
    /* A wait that starts over after the word has changed is told so at once; that is no interruption. */
    if (syscall(SYS_futex, &futex_word, FUTEX_WAIT, 0, NULL, NULL, 0) < 0)
        check(errno == EAGAIN && __atomic_load_n(&futex_word, __ATOMIC_SEQ_CST) != 0, "futex wait: %s", strerror(errno));
    return argument;
}

static void *in_read(void *argument)
{
    char byte;
    same("read", 1, must(read(read_pipe[0], &byte, 1)));
    return argument;
}

static void *(*const sleepers[])(void *) = {in_nanosleep, in_clock_nanosleep, in_poll, in_long_poll,
                                            in_select,    in_futex,           in_read};

static void wake_futex(void)
{
    __atomic_store_n(&futex_word, 1, __ATOMIC_SEQ_CST);
    must(syscall(SYS_futex, &futex_word, FUTEX_WAKE, 1, NULL, NULL, 0));
}

int main(int argc, char **argv)
{
    pthread_t threads[COUNT_OF(sleepers)];
    int *pipes[] = {poll_pipe, long_poll_pipe, select_pipe, read_pipe};

    begin(argc, argv);
    for (size_t i = 0; i < COUNT_OF(pipes); i++)
        must(pipe(pipes[i]));
    for (size_t i = 0; i < COUNT_OF(sleepers); i++)
        must_be_zero(pthread_create(&threads[i], NULL, sleepers[i], NULL));
    wait_until_threads_sleep(COUNT_OF(sleepers));
    ready();
    wait_for_term();

    stopping = 1;
    for (size_t i = 0; i < COUNT_OF(pipes); i++)
        must(write(pipes[i][1], "x", 1));
    wake_futex();
    for (size_t i = 0; i < COUNT_OF(sleepers); i++)
        must_be_zero(pthread_join(threads[i], NULL));
    pass();
}
