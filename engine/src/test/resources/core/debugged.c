/* A program to look into with a debugger: known values in every kind of memory, threads at known places, and a child. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define LARGE (1L << 35)

static __thread int mine;
static volatile int spinning;
int role = 1;
int table[16384] = {1, 2, 3, [16000] = 4};
int untouched[100000];
const char *words = "constant words";
char *shared, *file_in_memory, *large;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t never = PTHREAD_COND_INITIALIZER;

static void __attribute__((noinline)) block_in_read(int n)
{
    int local = n * 11;
    int ends[2];
    char byte;
    if (pipe(ends) || read(ends[0], &byte, 1) != local)
        abort();
}

static void __attribute__((noinline)) wait_for_ever(int n)
{
    int local = n * 11;
    pthread_mutex_lock(&lock);
    while (local)
        pthread_cond_wait(&never, &lock);
}

static void __attribute__((noinline)) spin(int n)
{
    static const unsigned long pattern[4] = {0x1111111111111111, 0x2222222222222222, 0x3333333333333333, 0x4444444444444444};
    int local = n * 11;
    spinning = local;
    if (__builtin_cpu_supports("avx"))
        asm volatile("vmovdqu %0, %%ymm5\n1: pause\n jmp 1b" : : "m"(pattern));
    else
        asm volatile("movdqu %0, %%xmm5\n1: pause\n jmp 1b" : : "m"(pattern));
}

static void *thread(void *argument)
{
    static void (*const bodies[])(int) = {0, block_in_read, wait_for_ever, spin};
    mine = 100 + (int)(long)argument;
    bodies[(long)argument]((int)(long)argument);
    return 0;
}

static void *map(size_t bytes, int flags, int fd)
{
    void *memory = mmap(0, bytes, PROT_READ | PROT_WRITE, flags, fd, 0);
    if (memory == MAP_FAILED)
        abort();
    return memory;
}

static void fill(void)
{
    int fd = memfd_create("in-memory", 0);
    if (ftruncate(fd, 3 * 4096))
        abort();
    shared = map(1 << 20, MAP_SHARED | MAP_ANONYMOUS, -1);
    file_in_memory = map(3 * 4096, MAP_SHARED, fd);
    large = map(LARGE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
    strcpy(shared + 5000, "shared text");
    strcpy(file_in_memory + 2 * 4096, "text in a file in memory");
    strcpy(large + LARGE / 2, "far text");
    table[8000] = 77;
}

int main(void)
{
    fill();
    if (fork() == 0) {
        role = 2;
        strcpy(shared + 6000, "by the child");
        printf("CHILD %d\n", getpid());
        fflush(stdout);
        pause();
    }
    mine = 100;
    for (long i = 1; i <= 3; i++) {
        pthread_t id;
        pthread_create(&id, 0, thread, (void *)i);
    }
    while (!spinning)
        usleep(1000);
    printf("READY %d\n", getpid());
    fflush(stdout);
    wait(0);
    return 0;
}
