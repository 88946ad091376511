/* The rseq area that glibc registered stays registered: its cpu_id follows the thread from CPU to CPU. */
#include "specimen.h"
#include <pthread.h>
#include <sched.h>
#include <sys/rseq.h>

static pthread_barrier_t prepared, released;

static struct rseq *area(void)
{
    return (struct rseq *)((char *)__builtin_thread_pointer() + __rseq_offset);
}

static void check_follows(const char *who)
{
    cpu_set_t allowed, one;
    must(sched_getaffinity(0, sizeof allowed, &allowed));
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (!CPU_ISSET(cpu, &allowed))
            continue;
        CPU_ZERO(&one);
        CPU_SET(cpu, &one);
        must(sched_setaffinity(0, sizeof one, &one));
        same(who, cpu, *(volatile unsigned *)&area()->cpu_id);
    }
    must(sched_setaffinity(0, sizeof allowed, &allowed));
    unsigned size = __rseq_size < 32 ? 32 : __rseq_size;
    must_fail(EBUSY, syscall(SYS_rseq, area(), size, 0, RSEQ_SIG)); /* the same area, a second time */
}

static void *run(void *argument)
{
    check_follows("cpu_id of the thread before");
    pthread_barrier_wait(&prepared);
    pthread_barrier_wait(&released);
    check_follows("cpu_id of the thread");
    return argument;
}

int main(int argc, char **argv)
{
    pthread_t thread;

    begin(argc, argv);
    if (__rseq_size == 0)
        skip("glibc registered no rseq area");
    must_be_zero(pthread_barrier_init(&prepared, NULL, 2));
    must_be_zero(pthread_barrier_init(&released, NULL, 2));
    must_be_zero(pthread_create(&thread, NULL, run, NULL));
    check_follows("cpu_id of the leader before");
    pthread_barrier_wait(&prepared);
    ready();
    wait_for_term();

    check_follows("cpu_id of the leader");
    pthread_barrier_wait(&released);
    must_be_zero(pthread_join(thread, NULL));
    pass();
}
