/* CLOCK_MONOTONIC and CLOCK_BOOTTIME never go back nor jump, and what waits for a point of theirs is woken then. */
#include "specimen.h"
#include <poll.h>
#include <pthread.h>
#include <sys/timerfd.h>
#include <time.h>

#define SECOND 1000000000LL
#define NEAR (2 * SECOND)
#define LONGEST_STOP (600 * SECOND)

static const clockid_t CLOCKS[] = {CLOCK_MONOTONIC, CLOCK_BOOTTIME};
static long long begin_at[2], seen[2];
static long long deadline;
static volatile int slept, polled;

static long long now(clockid_t clock)
{
    struct timespec time;
    must(clock_gettime(clock, &time));
    return time.tv_sec * SECOND + time.tv_nsec;
}

static struct timespec at(long long nanoseconds)
{
    return (struct timespec){nanoseconds / SECOND, nanoseconds % SECOND};
}

static void look(void)
{
    for (int i = 0; i < 2; i++) {
        long long time = now(CLOCKS[i]);
        check(time >= seen[i], "clock %d, expected at least %lld, got %lld", CLOCKS[i], seen[i], time);
        check(seen[i] == 0 || time - seen[i] < LONGEST_STOP, "clock %d, jumped by %lld s", CLOCKS[i],
              (time - seen[i]) / SECOND);
        seen[i] = time;
    }
}

static void not_early(const char *what, clockid_t clock, long long point)
{
    long long time = now(clock);
    check(time >= point, "%s, expected not before %lld, got %lld", what, point, time);
    check(time - point < LONGEST_STOP, "%s, %lld s late", what, (time - point) / SECOND);
}

/* As an event loop does: waits relatively, for the rest until its own deadline. */
static void *loop(void *unused)
{
    while (now(CLOCK_MONOTONIC) < deadline) {
        poll(NULL, 0, 20);
        look();
    }
    not_early("loop", CLOCK_MONOTONIC, deadline);
    polled = 1;
    return unused;
}

static void *sleeper(void *unused)
{
    long long point = begin_at[1] + NEAR;
    struct timespec until = at(point);
    same("clock_nanosleep", 0, clock_nanosleep(CLOCK_BOOTTIME, TIMER_ABSTIME, &until, NULL));
    not_early("clock_nanosleep", CLOCK_BOOTTIME, point);
    slept = 1;
    return unused;
}

static int descriptor(clockid_t clock, long long point)
{
    struct itimerspec timer = {.it_value = at(point)};
    int fd = must(timerfd_create(clock, TFD_CLOEXEC));
    must(timerfd_settime(fd, TFD_TIMER_ABSTIME, &timer, NULL));
    return fd;
}

static timer_t posix_timer(clockid_t clock, int signal, long long point)
{
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = signal};
    struct itimerspec timer = {.it_value = at(point)};
    timer_t id;
    must(timer_create(clock, &event, &id));
    must(timer_settime(id, TIMER_ABSTIME, &timer, NULL));
    return id;
}

static void check_rest(const char *what, clockid_t clock, struct itimerspec left, long long point)
{
    long long rest = left.it_value.tv_sec * SECOND + left.it_value.tv_nsec;
    long long difference = now(clock) + rest - point;
    check(difference > -LONGEST_STOP && difference < LONGEST_STOP, "%s, goes off %lld s from its point", what,
          difference / SECOND);
}

int main(int argc, char **argv)
{
    pthread_t threads[2];
    sigset_t blocked;
    struct itimerspec left;
    struct timespec patience = {60, 0};

    begin(argc, argv);
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR1);
    must(sigprocmask(SIG_BLOCK, &blocked, NULL));
    for (int i = 0; i < 2; i++)
        begin_at[i] = now(CLOCKS[i]);
    deadline = begin_at[0] + NEAR;
    int near_fd = descriptor(CLOCK_MONOTONIC, deadline);
    int far_fd = descriptor(CLOCK_BOOTTIME, begin_at[1] + 7200 * SECOND);
    posix_timer(CLOCK_MONOTONIC, SIGUSR1, deadline);
    timer_t far_timer = posix_timer(CLOCK_BOOTTIME, SIGUSR2, begin_at[1] + 7200 * SECOND);
    must_be_zero(pthread_create(&threads[0], NULL, loop, NULL));
    must_be_zero(pthread_create(&threads[1], NULL, sleeper, NULL));
    ready();
    wait_for_term();

    for (int i = 0; i < 2; i++)
        must_be_zero(pthread_join(threads[i], NULL));
    check(slept && polled, "threads, expected both to have seen their point");
    unsigned long count;
    same("bytes of the count", sizeof count, must(read(near_fd, &count, sizeof count)));
    not_early("timerfd", CLOCK_MONOTONIC, deadline);
    same("signal of the timer", SIGUSR1, must(sigtimedwait(&blocked, NULL, &patience)));
    not_early("timer", CLOCK_MONOTONIC, deadline);
    must(timerfd_gettime(far_fd, &left));
    check_rest("far timerfd", CLOCK_BOOTTIME, left, begin_at[1] + 7200 * SECOND);
    must(timer_gettime(far_timer, &left));
    check_rest("far timer", CLOCK_BOOTTIME, left, begin_at[1] + 7200 * SECOND);
    look();
    pass();
}
