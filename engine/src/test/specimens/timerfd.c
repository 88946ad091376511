/* Timer descriptors: far ones keep their rest and interval, a near one fires, an expired one stays readable. */
#include "specimen.h"
#include <poll.h>
#include <sys/timerfd.h>
#include <time.h>

static int arm(int clock, int flags, long seconds, long nanoseconds, long interval)
{
    struct itimerspec timer = {.it_value = {seconds, nanoseconds}, .it_interval = {interval, 0}};
    int fd = must(timerfd_create(clock, TFD_CLOEXEC | TFD_NONBLOCK));
    must(timerfd_settime(fd, flags, &timer, NULL));
    return fd;
}

static void check_left(const char *what, int fd, long seconds, long interval)
{
    struct itimerspec timer;
    must(timerfd_gettime(fd, &timer));
    same(what, interval, timer.it_interval.tv_sec);
    check(timer.it_value.tv_sec <= seconds && timer.it_value.tv_sec >= seconds / 2,
          "%s, expected at most %ld s left, got %ld", what, seconds, timer.it_value.tv_sec);
}

static void wait_readable(int fd)
{
    struct pollfd entry = {.fd = fd, .events = POLLIN};
    same("poll", 1, must(poll(&entry, 1, 40000)));
}

static unsigned long expirations(int fd)
{
    unsigned long count = 0;
    same("bytes of the count", sizeof count, must(read(fd, &count, sizeof count)));
    return count;
}

int main(int argc, char **argv)
{
    struct timespec now;

    begin(argc, argv);
    must(clock_gettime(CLOCK_REALTIME, &now));
    int monotonic = arm(CLOCK_MONOTONIC, 0, 36000, 0, 7);
    int absolute = arm(CLOCK_REALTIME, TFD_TIMER_ABSTIME, now.tv_sec + 36000, 0, 11);
    int boot = arm(CLOCK_BOOTTIME, 0, 0, 0, 0);
    int expired = arm(CLOCK_MONOTONIC, 0, 0, 1, 0);
    int near = arm(CLOCK_MONOTONIC, 0, 1, 500 * 1000 * 1000, 1);
    wait_readable(expired);
    ready();
    wait_for_term();

    same("descriptor flags", FD_CLOEXEC, must(fcntl(monotonic, F_GETFD)));
    check_left("CLOCK_MONOTONIC timer", monotonic, 36000, 7);
    check_left("CLOCK_REALTIME timer", absolute, 36000, 11);
    check_left("timer that was never armed", boot, 0, 0);
    must_fail(EAGAIN, read(boot, &now, sizeof now));
    same("expirations of the timer that went off before", 1, expirations(expired));
    check_left("timer that went off before", expired, 0, 0);
    for (int i = 0; i < 2; i++) {
        wait_readable(near);
        check(expirations(near) >= 1, "near timer, expected an expiration, got none");
    }
    pass();
}
