/* Seccomp: filters that all threads share, one that a thread has for itself, and a child that may only read, write and exit. */
#include "specimen.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/prctl.h>

static pthread_barrier_t prepared, released;

/* The call fails with this errno from now on. */
static void forbid(int call, int error, unsigned flags)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)call, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {COUNT_OF(code), code};
    must(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program));
}

static void *own_filter(void *argument)
{
    forbid(SYS_getgid, EXDEV, 0);
    pthread_barrier_wait(&prepared);
    pthread_barrier_wait(&released);
    must_fail(EXDEV, syscall(SYS_getgid));
    check(syscall(SYS_getuid) == -1 && (errno == EDOM || errno == ERANGE), "getuid, got %s", strerror(errno));
    return argument;
}

/* In strict mode even sigreturn is all that is left: it waits by read. */
static int pipes[2];

static int strict(void)
{
    char byte;
    int last = settled_fd;
    must(close(pipes[1]));
    check(prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) == 0, "strict mode");
    check(write(last, "s", 1) == 1, "handshake");
    while (read(pipes[0], &byte, 1) != 1)
        ;
    syscall(SYS_exit, byte == 'x' ? 6 : 7);
    return 0;
}

int main(int argc, char **argv)
{
    pthread_t thread;

    begin(argc, argv);
    must(pipe(pipes));
    pid_t pid = spawn(strict);
    must(close(pipes[0]));
    must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    forbid(SYS_getuid, EDOM, 0);
    forbid(SYS_getuid, ERANGE, SECCOMP_FILTER_FLAG_LOG);
    must_be_zero(pthread_barrier_init(&prepared, NULL, 2));
    must_be_zero(pthread_barrier_init(&released, NULL, 2));
    must_be_zero(pthread_create(&thread, NULL, own_filter, NULL));
    pthread_barrier_wait(&prepared);
    ready();
    wait_for_term();

    check(syscall(SYS_getgid) >= 0, "getgid of the main thread: %s", strerror(errno));
    errno = 0;
    check(syscall(SYS_getuid) == -1 && (errno == EDOM || errno == ERANGE), "getuid, got %s", strerror(errno));
    must(write(pipes[1], "x", 1));
    reap(pid, 6);
    must(prctl(PR_GET_SECCOMP) == SECCOMP_MODE_FILTER ? 0 : -1);
    pthread_barrier_wait(&released);
    must_be_zero(pthread_join(thread, NULL));
    pass();
}
