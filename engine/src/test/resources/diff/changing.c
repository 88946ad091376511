/* On SIGUSR1 it changes itself in ways that are known exactly, and says DONE. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE 4096L
#define PAGES 64

static char *map(size_t bytes, int flags)
{
    char *memory = mmap(0, bytes, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        abort();
    return memory;
}

static void *thread(void *nothing)
{
    for (;;)
        pause();
    return nothing;
}

int main(void)
{
    sigset_t usr1;
    pthread_t id;
    int received;
    char *private, *shared, *protected, *removed, *stays;
    int log = open("log", O_CREAT | O_RDWR, 0600);

    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    sigprocmask(SIG_BLOCK, &usr1, 0);
    map(PAGES * PAGE, MAP_SHARED);
    private = map(PAGES * PAGE, MAP_PRIVATE);
    shared = map(PAGES * PAGE, MAP_SHARED);
    /* The kernel makes one mapping of these. */
    protected = map(PAGES * PAGE, MAP_PRIVATE);
    removed = map(PAGES * PAGE, MAP_PRIVATE);
    stays = map(PAGES * PAGE, MAP_PRIVATE);
    memset(private, 1, PAGES / 2 * PAGE);
    memset(shared, 2, PAGES / 2 * PAGE);
    memset(stays, 3, PAGES * PAGE);
    if (write(log, "12345", 5) != 5 || dup2(log, 20) != 20 || open("/dev/zero", O_RDONLY) != 4)
        abort();
    printf("READY %d\nprivate %lx\nshared %lx\nprotected %lx\nremoved %lx\nstays %lx\n", getpid(), (long)private,
           (long)shared, (long)protected, (long)removed, (long)stays);
    fflush(stdout);
    sigwait(&usr1, &received);

    private[0] = 9;                            /* another content */
    private[3 * PAGE] = 1;                     /* written, but with what was there */
    private[40 * PAGE] = 9;                    /* not there before */
    private[41 * PAGE] = 0;                    /* there now, and still zero */
    madvise(private + 5 * PAGE, 2 * PAGE, MADV_DONTNEED); /* zero again */
    shared[7 * PAGE] = 9;
    mprotect(protected, PAGES * PAGE, PROT_READ);
    munmap(removed, PAGES * PAGE);
    lseek(log, 2, SEEK_SET);
    close(4);
    if (open("/dev/full", O_WRONLY) != 4 || open("/dev/null", O_RDONLY) != 5)
        abort();
    umask(077);
    signal(SIGUSR2, SIG_IGN);
    prctl(PR_SET_NAME, "changed");
    pthread_create(&id, 0, thread, 0);
    if (fork() == 0)
        thread(0);
    printf("DONE\n");
    fflush(stdout);
    thread(0);
}
