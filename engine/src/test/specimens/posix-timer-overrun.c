/* A periodic POSIX timer whose signal waits sends no second one and keeps counting; the overruns of a signal that was taken stay. */
#include "specimen.h"
#include <time.h>

#define PERIOD 50000000L

static timer_t create(clockid_t clock, int signal)
{
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = signal, .sigev_value.sival_int = signal};
    timer_t timer;
    must(timer_create(clock, &event, &timer));
    return timer;
}

static void arm(timer_t timer, long seconds, long nanoseconds)
{
    struct itimerspec time = {.it_value = {seconds, nanoseconds}, .it_interval = {seconds, nanoseconds}};
    must(timer_settime(timer, 0, &time, NULL));
}

/* Goes off at once; two more expirations have been missed by then, and the next is half an hour away. */
static void arm_in_the_past(timer_t timer)
{
    struct itimerspec time = {.it_interval = {3600, 0}};
    must(clock_gettime(CLOCK_REALTIME, &time.it_value));
    time.it_value.tv_sec -= 2 * 3600 + 1800;
    must(timer_settime(timer, TIMER_ABSTIME, &time, NULL));
}

static int take(int signal)
{
    siginfo_t info;
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, signal);
    while (sigwaitinfo(&one, &info) != signal)
        same("errno of sigwaitinfo", EINTR, errno);
    same("si_code", SI_TIMER, info.si_code);
    same("value of the timer", signal, info.si_value.sival_int);
    return info.si_overrun;
}

int main(int argc, char **argv)
{
    sigset_t mask, pending;
    struct timespec none = {0, 0};

    begin(argc, argv);
    sigemptyset(&mask);
    sigaddset(&mask, SIGRTMIN);
    sigaddset(&mask, SIGRTMIN + 1);
    must(sigprocmask(SIG_BLOCK, &mask, NULL));
    timer_t waiting = create(CLOCK_MONOTONIC, SIGRTMIN), taken = create(CLOCK_REALTIME, SIGRTMIN + 1);
    arm(waiting, 0, PERIOD);
    await("signal", sigpending(&pending) == 0 && sigismember(&pending, SIGRTMIN));
    arm_in_the_past(taken);
    same("overruns of the taken signal", 2, take(SIGRTMIN + 1));
    ready();
    wait_for_term();

    struct itimerspec left;
    same("overruns of the signal that was taken last", 2, must(timer_getoverrun(taken)));
    must(timer_gettime(taken, &left));
    same("interval", 3600, left.it_interval.tv_sec);
    check(left.it_value.tv_sec <= 1800 && left.it_value.tv_sec > 900, "at most 1800 s left, got %ld", left.it_value.tv_sec);
    check(take(SIGRTMIN) >= 0, "no signal of the waiting timer");
    arm(waiting, 36000, 0);
    sigemptyset(&mask);
    sigaddset(&mask, SIGRTMIN);
    while (sigtimedwait(&mask, NULL, &none) == SIGRTMIN)
        fail("the timer that waited, expected one signal, got two");
    pass();
}
