/* The alternate signal stacks of two threads, one with SS_AUTODISARM, are kept and used. */
#include "specimen.h"
#include <pthread.h>

#ifndef SS_AUTODISARM
#define SS_AUTODISARM (1U << 31)
#endif
#define STACK_BYTES (64 * 1024)

static pthread_barrier_t prepared, released;
static __thread volatile unsigned long seen;

static void on_usr1(int signal)
{
    char here;
    (void)signal;
    seen = (unsigned long)&here;
}

static void check_stack(const char *who, const stack_t *expected)
{
    stack_t got;
    must(sigaltstack(NULL, &got));
    same(who, (long)expected->ss_sp, (long)got.ss_sp);
    same("size of the alternate stack", expected->ss_size, got.ss_size);
    same("flags of the alternate stack", expected->ss_flags, got.ss_flags);
    must_be_zero(pthread_kill(pthread_self(), SIGUSR1));
    check(seen - (unsigned long)expected->ss_sp < expected->ss_size, "%s: the handler ran on 0x%lx, outside %p", who,
          seen, expected->ss_sp);
}

static stack_t set_stack(int flags)
{
    stack_t stack = {.ss_sp = malloc(STACK_BYTES), .ss_size = STACK_BYTES, .ss_flags = flags};
    must(sigaltstack(&stack, NULL));
    return stack;
}

static void *run(void *argument)
{
    stack_t stack = set_stack((int)SS_AUTODISARM);
    pthread_barrier_wait(&prepared);
    pthread_barrier_wait(&released);
    check_stack("alternate stack of the thread", &stack);
    return argument;
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = on_usr1, .sa_flags = SA_ONSTACK};
    pthread_t thread;

    begin(argc, argv);
    must(sigaction(SIGUSR1, &action, NULL));
    stack_t stack = set_stack(0);
    must_be_zero(pthread_barrier_init(&prepared, NULL, 2));
    must_be_zero(pthread_barrier_init(&released, NULL, 2));
    must_be_zero(pthread_create(&thread, NULL, run, NULL));
    pthread_barrier_wait(&prepared);
    ready();
    wait_for_term();

    check_stack("alternate stack of the leader", &stack);
    pthread_barrier_wait(&released);
    must_be_zero(pthread_join(thread, NULL));
    pass();
}
