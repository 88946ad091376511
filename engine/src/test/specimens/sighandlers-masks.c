/* Handlers, their flags and masks, ignored signals and the blocked mask; afterwards SIGUSR1 runs on the alt stack. */
#include "specimen.h"

#define SIGNALS 64

/* What rt_sigaction(2) takes, restorer included. */
struct kernel_action {
    void *handler;
    unsigned long flags;
    void *restorer;
    unsigned long mask;
};

static char stack_space[64 * 1024];
static volatile sig_atomic_t usr1_value, on_stack;

static void on_usr1(int signal, siginfo_t *info, void *context)
{
    char here;
    (void)signal;
    (void)context;
    usr1_value = info->si_value.sival_int;
    on_stack = &here >= stack_space && &here < stack_space + sizeof stack_space;
}

static void on_other(int signal)
{
    (void)signal;
}

static void set(int signal, void (*handler)(int), int flags, int masked)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    sigemptyset(&action.sa_mask);
    if (masked)
        sigaddset(&action.sa_mask, masked);
    must(sigaction(signal, &action, NULL));
}

static void set_all(void)
{
    struct sigaction usr1 = {.sa_sigaction = on_usr1, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigfillset(&usr1.sa_mask);
    must(sigaction(SIGUSR1, &usr1, NULL));
    set(SIGUSR2, on_other, SA_RESTART | SA_NODEFER, SIGALRM);
    set(SIGHUP, SIG_IGN, 0, 0);
    set(SIGPIPE, SIG_IGN, SA_RESTART, SIGINT);
    set(SIGCHLD, on_other, SA_NOCLDSTOP | SA_NOCLDWAIT, 0);
    set(SIGSEGV, on_other, (int)SA_RESETHAND | SA_ONSTACK, SIGTERM);
    set(SIGRTMIN + 5, on_other, SA_RESTART, SIGRTMAX);
    set(SIGRTMAX, SIG_IGN, 0, 0);
}

static void read_all(struct kernel_action *actions)
{
    for (int signal = 1; signal <= SIGNALS; signal++)
        must(syscall(SYS_rt_sigaction, signal, NULL, &actions[signal - 1], 8));
}

static unsigned long blocked(void)
{
    unsigned long mask;
    must(syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, &mask, 8));
    return mask;
}

int main(int argc, char **argv)
{
    static struct kernel_action before[SIGNALS], after[SIGNALS];
    stack_t stack = {.ss_sp = stack_space, .ss_size = sizeof stack_space};
    sigset_t mask;

    begin(argc, argv);
    set_all();
    must(sigaltstack(&stack, NULL));
    sigemptyset(&mask);
    sigaddset(&mask, SIGINT);
    sigaddset(&mask, SIGQUIT);
    sigaddset(&mask, SIGRTMIN + 3);
    sigaddset(&mask, SIGRTMAX);
    must(sigprocmask(SIG_BLOCK, &mask, NULL));
    read_all(before);
    unsigned long blocked_before = blocked();
    ready();
    wait_for_term();

    read_all(after);
    for (int i = 0; i < SIGNALS; i++) {
        same("handler", (long)before[i].handler, (long)after[i].handler);
        same("flags", before[i].flags, after[i].flags);
        same("restorer", (long)before[i].restorer, (long)after[i].restorer);
        same("mask of a handler", before[i].mask, after[i].mask);
    }
    same("blocked signals", blocked_before, blocked());
    must(sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 4711}));
    same("value given to the SIGUSR1 handler", 4711, usr1_value);
    check(on_stack, "SIGUSR1 handler, expected on the alternate stack, got another");
    pass();
}
