/* Interval timers keep interval and remaining time; the virtual one, short of CPU time until then, fires after. */
#include "specimen.h"
#include <sys/time.h>
#include <time.h>

static volatile sig_atomic_t virtual_fired;

static void on_alarm(int signal)
{
    if (signal == SIGVTALRM)
        virtual_fired++;
}

static void arm(int which, long seconds, long microseconds, long interval)
{
    struct itimerval timer = {.it_value = {seconds, microseconds}, .it_interval = {interval, 250000}};
    must(setitimer(which, &timer, NULL));
}

/* Half the time may have passed: wide enough for any machine, narrow enough to tell a timer that was reset. */
static void check_timer(const char *what, int which, long seconds, long interval)
{
    struct itimerval timer;
    must(getitimer(which, &timer));
    same(what, interval, timer.it_interval.tv_sec);
    same(what, 250000, timer.it_interval.tv_usec);
    check(timer.it_value.tv_sec <= seconds && timer.it_value.tv_sec >= seconds / 2,
          "%s, expected at most %ld s left, got %ld", what, seconds, timer.it_value.tv_sec);
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = on_alarm};

    begin(argc, argv);
    must(sigaction(SIGVTALRM, &action, NULL));
    must(sigaction(SIGALRM, &action, NULL));
    must(sigaction(SIGPROF, &action, NULL));
    arm(ITIMER_REAL, 36000, 0, 7);
    arm(ITIMER_PROF, 20000, 0, 11);
    arm(ITIMER_VIRTUAL, 0, 300000, 0);
    ready();
    wait_for_term();

    check_timer("ITIMER_REAL", ITIMER_REAL, 36000, 7);
    check_timer("ITIMER_PROF", ITIMER_PROF, 20000, 11);
    for (clock_t start = clock(); virtual_fired < 2;)
        check(clock() - start < 60 * CLOCKS_PER_SEC, "ITIMER_VIRTUAL did not fire in a minute of CPU time");
    pass();
}
