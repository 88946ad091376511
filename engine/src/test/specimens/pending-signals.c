/* Blocked signals stay queued with sender and value: those of the process and those of one thread, in order. */
#include "specimen.h"
#include <pthread.h>

static pthread_barrier_t prepared, released;
static sigset_t queued;

/* The system call itself, because glibc's sigtimedwait turns SI_TKILL into SI_USER. */
static int take(const sigset_t *set, siginfo_t *info)
{
    static const struct timespec now;
    return (int)syscall(SYS_rt_sigtimedwait, set, info, &now, 8);
}

static void expect(int signal, int code, int value)
{
    siginfo_t info;
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, signal);
    check(take(&one, &info) == signal, "signal %d, expected pending, got %s", signal, strerror(errno));
    same("si_code", code, info.si_code);
    same("si_pid", getpid(), info.si_pid);
    same("si_uid", getuid(), info.si_uid);
    if (code == SI_QUEUE)
        same("si_value", value, info.si_value.sival_int);
}

static void expect_no_more(const char *who)
{
    int signal = take(&queued, NULL);
    check(signal == -1 && errno == EAGAIN, "%s, expected no more pending signals, got %d", who, signal);
}

static void *run(void *argument)
{
    must_be_zero(pthread_sigqueue(pthread_self(), SIGRTMIN + 1, (union sigval){.sival_int = 77}));
    must_be_zero(pthread_sigqueue(pthread_self(), SIGRTMIN + 1, (union sigval){.sival_int = 78}));
    must_be_zero(pthread_kill(pthread_self(), SIGUSR2));
    pthread_barrier_wait(&prepared);
    pthread_barrier_wait(&released);
    expect(SIGUSR2, SI_TKILL, 0);
    expect(SIGRTMIN + 1, SI_QUEUE, 77);
    expect(SIGRTMIN + 1, SI_QUEUE, 78);
    expect_no_more("thread");
    return argument;
}

static void block(void)
{
    sigemptyset(&queued);
    sigaddset(&queued, SIGUSR1);
    sigaddset(&queued, SIGUSR2);
    sigaddset(&queued, SIGRTMIN);
    sigaddset(&queued, SIGRTMIN + 1);
    must(sigprocmask(SIG_BLOCK, &queued, NULL));
}

int main(int argc, char **argv)
{
    pthread_t thread;

    begin(argc, argv);
    block();
    must_be_zero(pthread_barrier_init(&prepared, NULL, 2));
    must_be_zero(pthread_barrier_init(&released, NULL, 2));
    must(kill(getpid(), SIGUSR1));
    for (int value = 1; value <= 3; value++)
        must(sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = value}));
    must_be_zero(pthread_create(&thread, NULL, run, NULL));
    pthread_barrier_wait(&prepared);
    ready();
    wait_for_term();

    expect(SIGUSR1, SI_USER, 0);
    for (int value = 1; value <= 3; value++)
        expect(SIGRTMIN, SI_QUEUE, value);
    expect_no_more("leader"); /* what is queued to the other thread is not ours */
    pthread_barrier_wait(&released);
    must_be_zero(pthread_join(thread, NULL));
    pass();
}
