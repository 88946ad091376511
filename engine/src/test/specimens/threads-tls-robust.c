/* Thread-local storage keeps address and content, robust lists stay registered, and joins still see threads end. */
#include "specimen.h"
#include <pthread.h>

#define THREADS 4

static __thread unsigned char local[3000];
static pthread_barrier_t prepared, released;
static pthread_mutex_t robust;

static void *robust_head(void)
{
    void *head;
    size_t length;
    must(syscall(SYS_get_robust_list, 0, &head, &length));
    return head;
}

static void *run(void *argument)
{
    long self = (long)argument;
    unsigned char *address = local;
    void *head = robust_head();
    pid_t tid = gettid();

    fill(local, sizeof local, (unsigned)self);
    if (self == 0)
        must_be_zero(pthread_mutex_lock(&robust));
    pthread_barrier_wait(&prepared);
    pthread_barrier_wait(&released);

    check(address == local, "address of the TLS of thread %ld, expected %p, got %p", self, address, local);
    verify("TLS", local, sizeof local, (unsigned)self);
    check(head == robust_head(), "robust list of thread %ld, expected %p, got %p", self, head, robust_head());
    same("tid", tid, gettid());
    return argument; /* thread 0 dies as the owner of the robust mutex */
}

int main(int argc, char **argv)
{
    pthread_t threads[THREADS];
    pthread_mutexattr_t attributes;

    begin(argc, argv);
    must_be_zero(pthread_mutexattr_init(&attributes));
    must_be_zero(pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST));
    must_be_zero(pthread_mutex_init(&robust, &attributes));
    must_be_zero(pthread_barrier_init(&prepared, NULL, THREADS + 1));
    must_be_zero(pthread_barrier_init(&released, NULL, THREADS + 1));
    for (long i = 0; i < THREADS; i++)
        must_be_zero(pthread_create(&threads[i], NULL, run, (void *)i));
    pthread_barrier_wait(&prepared);
    ready();
    wait_for_term();

    pthread_barrier_wait(&released);
    for (long i = 0; i < THREADS; i++) {
        void *result;
        must_be_zero(pthread_join(threads[i], &result));
        same("result of a thread", i, (long)result);
    }
    same("lock of a robust mutex whose owner died", EOWNERDEAD, pthread_mutex_lock(&robust));
    pass();
}
