/* A tree that forks all the time while it is frozen, as make -j does: nobody is lost, and nobody counts twice. */
#include "specimen.h"

#define WORKERS 4

static int *served; /* by each worker, in shared memory: a child is served when it was reaped with the right status */

static int worker(int number)
{
    while (!term_seen) {
        pid_t child = fork();
        if (child == -1 && errno == EINTR)
            continue;
        must(child);
        if (child == 0) {
            pid_t grandchild = must(fork());
            if (grandchild == 0)
                _exit(number + 1);
            reap(grandchild, number + 1);
            _exit(number + 2);
        }
        reap(child, number + 2);
        served[number]++;
    }
    return 0;
}

static int worker_number;

static int settled_worker(void)
{
    sigset_t term;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    settled();
    must(sigprocmask(SIG_UNBLOCK, &term, NULL));
    return worker(worker_number);
}

int main(int argc, char **argv)
{
    pid_t workers[WORKERS];
    int before[WORKERS];

    begin(argc, argv);
    struct sigaction action = {.sa_handler = on_term, .sa_flags = SA_RESTART};
    must(sigaction(SIGTERM, &action, NULL));
    served = must(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    for (worker_number = 0; worker_number < WORKERS; worker_number++)
        workers[worker_number] = spawn(settled_worker);
    await("first children", served[0] > 2 && served[WORKERS - 1] > 2);
    ready();
    wait_for_term();

    memcpy(before, served, sizeof before);
    for (int number = 0; number < WORKERS; number++)
        await("next child", served[number] > before[number] + 2);
    for (int number = 0; number < WORKERS; number++)
        finish(workers[number], 0);
    pass();
}
