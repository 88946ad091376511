/* A short periodic ITIMER_REAL that goes off during dump and restore keeps going off. */
#include "specimen.h"
#include <sys/time.h>

static volatile sig_atomic_t fired;

static void on_alarm(int signal)
{
    (void)signal;
    fired++;
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = on_alarm};
    struct itimerval timer = {.it_value.tv_usec = 50000, .it_interval.tv_usec = 50000};

    begin(argc, argv);
    must(sigaction(SIGALRM, &action, NULL));
    must(setitimer(ITIMER_REAL, &timer, NULL));
    ready();
    wait_for_term();

    sig_atomic_t until = fired + 3;
    await("SIGALRM", fired >= until);
    pass();
}
