/* Scheduling: nice values, policies and priorities of two threads, CPUs, I/O priority, timer slack, and the rest of prctl(2). */
#include "specimen.h"
#include <pthread.h>
#include <sched.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#define IDLE_IO (3 << 13)
#define LOW_IO (2 << 13 | 7)

static pthread_barrier_t prepared, released;
static int last_cpu;
static volatile sig_atomic_t parent_died;

static void on_death(int signal)
{
    parent_died = signal;
}

static void bind_to_last(void)
{
    cpu_set_t all, one;
    must(sched_getaffinity(0, sizeof all, &all));
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
        if (CPU_ISSET(cpu, &all))
            last_cpu = cpu;
    CPU_ZERO(&one);
    CPU_SET(last_cpu, &one);
    must(sched_setaffinity(0, sizeof one, &one));
}

static void check_bound(int cpus)
{
    cpu_set_t now;
    must(sched_getaffinity(0, sizeof now, &now));
    same("number of CPUs", cpus, CPU_COUNT(&now));
    check(cpus > 1 || CPU_ISSET(last_cpu, &now), "bound to another CPU than %d", last_cpu);
}

static int is_permitted(void)
{
    struct sched_param param = {.sched_priority = 7};
    return sched_setscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, &param) == 0;
}

static void *thread(void *real_time)
{
    *(int *)real_time = is_permitted();
    must(setpriority(PRIO_PROCESS, (id_t)gettid(), 5));
    bind_to_last();
    must(syscall(SYS_ioprio_set, 1, 0, IDLE_IO));
    pthread_barrier_wait(&prepared);
    pthread_barrier_wait(&released);
    if (*(int *)real_time) {
        struct sched_param param;
        must(sched_getparam(0, &param));
        same("policy of the thread", SCHED_RR | SCHED_RESET_ON_FORK, must(sched_getscheduler(0)));
        same("priority of the thread", 7, param.sched_priority);
    } else {
        same("nice value of the thread", 5, getpriority(PRIO_PROCESS, (id_t)gettid()));
    }
    check_bound(1);
    same("I/O priority of the thread", IDLE_IO, must(syscall(SYS_ioprio_get, 1, 0)));
    return NULL;
}

static void write_oom_score(int score)
{
    int fd = must(open("/proc/self/oom_score_adj", O_WRONLY));
    must(dprintf(fd, "%d", score));
    must(close(fd));
}

static int read_oom_score(void)
{
    char text[16] = "";
    int fd = must(open("/proc/self/oom_score_adj", O_RDONLY));
    must(read(fd, text, sizeof text - 1));
    must(close(fd));
    return atoi(text);
}

static void check_prctl(void)
{
    int value;
    must(prctl(PR_GET_PDEATHSIG, &value));
    same("parent death signal", SIGUSR2, value);
    must(prctl(PR_GET_CHILD_SUBREAPER, &value));
    same("child subreaper", 1, value);
    same("transparent huge pages disabled", 1, must(prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0)));
    same("no_new_privs", 1, must(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0)));
    same("keep_caps", 1, must(prctl(PR_GET_KEEPCAPS)));
    same("dumpable", 0, must(prctl(PR_GET_DUMPABLE)));
    same("personality", ADDR_NO_RANDOMIZE, must(personality(0xffffffff)) & ADDR_NO_RANDOMIZE);
}

int main(int argc, char **argv)
{
    pthread_t other;
    int real_time;
    cpu_set_t all;
    struct sigaction action = {.sa_handler = on_death};

    begin(argc, argv);
    must(sched_getaffinity(0, sizeof all, &all));
    must(sigaction(SIGUSR2, &action, NULL));
    must_be_zero(pthread_barrier_init(&prepared, NULL, 2));
    must_be_zero(pthread_barrier_init(&released, NULL, 2));
    must_be_zero(pthread_create(&other, NULL, thread, &real_time));
    pthread_barrier_wait(&prepared);
    must(setpriority(PRIO_PROCESS, 0, 3));
    must(syscall(SYS_ioprio_set, 1, 0, LOW_IO));
    must(prctl(PR_SET_TIMERSLACK, 123456));
    write_oom_score(500);
    must(prctl(PR_SET_PDEATHSIG, SIGUSR2));
    must(prctl(PR_SET_CHILD_SUBREAPER, 1));
    must(prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0));
    must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    must(prctl(PR_SET_KEEPCAPS, 1));
    must(prctl(PR_SET_DUMPABLE, 0));
    must(personality(ADDR_NO_RANDOMIZE));
    ready();
    wait_for_term();

    same("nice value", 3, getpriority(PRIO_PROCESS, 0));
    same("policy", SCHED_OTHER, must(sched_getscheduler(0)));
    same("I/O priority", LOW_IO, must(syscall(SYS_ioprio_get, 1, 0)));
    same("timer slack", 123456, must(prctl(PR_GET_TIMERSLACK)));
    same("OOM score adjustment", 500, read_oom_score());
    check_bound(CPU_COUNT(&all));
    check_prctl();
    same("signal of a parent's death", 0, parent_died);
    pthread_barrier_wait(&released);
    must_be_zero(pthread_join(other, NULL));
    pass();
}
