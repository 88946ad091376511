/* POSIX timers that tell one thread, that run a function of glibc's (SIGEV_THREAD), and that measure CPU time. */
#include "specimen.h"
#include <pthread.h>
#include <time.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

static volatile sig_atomic_t to_thread, to_other, called, cpu;
static volatile int stop;
static pid_t tid;

static void on_signal(int signal)
{
    if (signal == SIGXCPU)
        cpu++;
    else if (gettid() == tid)
        to_thread++;
    else
        to_other++;
}

static void call(union sigval value)
{
    if (value.sival_int == 17)
        called++;
}

static void *told(void *argument)
{
    tid = gettid();
    while (!stop)
        usleep(1000);
    return argument;
}

static timer_t create(clockid_t clock, struct sigevent event, long milliseconds)
{
    struct itimerspec time = {.it_value = {0, milliseconds * 1000000}, .it_interval = {0, milliseconds * 1000000}};
    timer_t timer;
    must(timer_create(clock, &event, &timer));
    must(timer_settime(timer, 0, &time, NULL));
    return timer;
}

static void awaits(const char *what, volatile sig_atomic_t *counter)
{
    sig_atomic_t until = *counter + 3;
    await(what, *counter >= until);
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    pthread_t thread;

    begin(argc, argv);
    must(sigaction(SIGUSR1, &action, NULL));
    must(sigaction(SIGXCPU, &action, NULL));
    must_be_zero(pthread_create(&thread, NULL, told, NULL));
    await("thread", *(volatile pid_t *)&tid != 0);
    create(CLOCK_MONOTONIC, (struct sigevent){.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGUSR1,
                                              .sigev_notify_thread_id = tid}, 20);
    create(CLOCK_REALTIME, (struct sigevent){.sigev_notify = SIGEV_THREAD, .sigev_notify_function = call,
                                             .sigev_value.sival_int = 17}, 20);
    create(CLOCK_PROCESS_CPUTIME_ID, (struct sigevent){.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGXCPU}, 20);
    awaits("first function call", &called);
    awaits("first signal", &to_thread);
    ready();
    wait_for_term();

    awaits("signal to the thread", &to_thread);
    awaits("function call", &called);
    clock_t start = clock();
    for (sig_atomic_t until = cpu + 2; cpu < until;)
        check(clock() - start < 60 * CLOCKS_PER_SEC, "CPU time timer did not go off in a minute of CPU time");
    same("signals to another thread", 0, to_other);
    stop = 1;
    must_be_zero(pthread_join(thread, NULL));
    pass();
}
