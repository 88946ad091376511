/* POSIX timers keep their ids, with a gap, interval, rest, signal and value; a short one goes off before and after. */
#include "specimen.h"
#include <time.h>

static volatile sig_atomic_t fired, value;

static void on_usr1(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    (void)context;
    if (info->si_code == SI_TIMER) {
        value = info->si_value.sival_int;
        fired++;
    }
}

static timer_t create(clockid_t clock, int notify, int signal, int with)
{
    struct sigevent event = {.sigev_notify = notify, .sigev_signo = signal, .sigev_value.sival_int = with};
    timer_t timer;
    must(timer_create(clock, &event, &timer));
    return timer;
}

static void arm(timer_t timer, long seconds, long nanoseconds, long interval, long interval_nanoseconds)
{
    struct itimerspec time = {.it_value = {seconds, nanoseconds}, .it_interval = {interval, interval_nanoseconds}};
    must(timer_settime(timer, 0, &time, NULL));
}

static void check_left(const char *what, timer_t timer, long seconds, long interval)
{
    struct itimerspec left;
    must(timer_gettime(timer, &left));
    same(what, interval, left.it_interval.tv_sec);
    check(left.it_value.tv_sec <= seconds && left.it_value.tv_sec >= seconds / 2,
          "%s, expected at most %ld s left, got %ld", what, seconds, left.it_value.tv_sec);
}

/* The rest of it runs into its end: its signal and value arrive. */
static void check_delivers(timer_t timer, int signal, int expected)
{
    siginfo_t info;
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, signal);
    arm(timer, 0, 1, 0, 0);
    while (sigwaitinfo(&one, &info) != signal)
        same("errno of sigwaitinfo", EINTR, errno);
    same("si_code", SI_TIMER, info.si_code);
    same("value of the timer", expected, info.si_value.sival_int);
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_sigaction = on_usr1, .sa_flags = SA_SIGINFO};
    sigset_t mask;

    begin(argc, argv);
    must(sigaction(SIGUSR1, &action, NULL));
    sigemptyset(&mask);
    sigaddset(&mask, SIGRTMIN);
    must(sigprocmask(SIG_BLOCK, &mask, NULL));
    timer_t far = create(CLOCK_MONOTONIC, SIGEV_SIGNAL, SIGRTMIN, 42);
    timer_t gone = create(CLOCK_MONOTONIC, SIGEV_SIGNAL, SIGRTMIN, 0);
    timer_t silent = create(CLOCK_REALTIME, SIGEV_NONE, 0, 0);
    timer_t disarmed = create(CLOCK_BOOTTIME, SIGEV_SIGNAL, SIGRTMIN, 43);
    timer_t near = create(CLOCK_MONOTONIC, SIGEV_SIGNAL, SIGUSR1, 44);
    must(timer_delete(gone));
    arm(far, 36000, 0, 7, 0);
    arm(silent, 36000, 0, 11, 0);
    arm(near, 0, 50000000, 0, 50000000);
    ready();
    wait_for_term();

    sig_atomic_t until = fired + 3;
    await("signal of the periodic timer", fired >= until);
    same("value of the periodic timer", 44, value);
    check_left("CLOCK_MONOTONIC timer", far, 36000, 7);
    check_left("silent timer", silent, 36000, 11);
    check_left("disarmed timer", disarmed, 0, 0);
    check_delivers(far, SIGRTMIN, 42);
    check_delivers(disarmed, SIGRTMIN, 43);
    must_fail(EINVAL, timer_delete(gone));
    pass();
}
