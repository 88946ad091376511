/*
 * A program to be injected into. Usage: target MODE BOARD, where BOARD is a file of 4096 bytes that it maps shared; what it
 * says there and what it is told there is in `struct board`.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

struct board {
    uint64_t pid;     /* 0: set last, when the program is ready */
    uint64_t count;   /* 8: grows as long as it lives */
    uint64_t signals; /* 16: how often its handler ran */
    int64_t result;   /* 24: what its system call returned, raw */
    uint64_t intact;  /* 32: whether the registers were kept over that */
    uint64_t done;    /* 40: the call has returned */
    uint32_t futex;   /* 48: told: the word that it waits on */
    uint32_t pad;
    uint64_t go;      /* 56: told: go on */
    uint64_t value;   /* 64: an address or a number that the test wants */
    uint64_t nanos;   /* 72: how long the call took */
};

static volatile struct board *board;

static void handler(int signal) {
    (void)signal;
    board->signals++;
}

static void catch_signal(int signal, void (*how)(int)) {
    struct sigaction action = {.sa_handler = how};
    if (sigaction(signal, &action, NULL) != 0) {
        abort();
    }
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000ull + time.tv_nsec;
}

static void ready(void) {
    __sync_synchronize();
    board->pid = getpid();
}

static void count_forever(void) {
    for (;;) {
        struct timespec pause = {0, 1000000};
        if (syscall(SYS_nanosleep, &pause, NULL) != 0 && errno == EINTR && board->value) {
            _exit(1);
        }
        board->count++;
    }
}

/* One raw system call with every register that it must keep holding a number of ours. */
static void call(long number, long a, long b, long c, long d) {
    register long r10 __asm__("r10") = d;
    register long r12 __asm__("r12") = 0x1212121212121212;
    register long r13 __asm__("r13") = 0x1313131313131313;
    register long r14 __asm__("r14") = 0x1414141414141414;
    register long r15 __asm__("r15") = 0x1515151515151515;
    register long r8 __asm__("r8") = 0x0808080808080808;
    register long r9 __asm__("r9") = 0x0909090909090909;
    long result = number;
    uint64_t start = now();
    board->count = 1;
    ready();
    r10 = d;
    r8 = 0x0808080808080808;
    r9 = 0x0909090909090909;
    __asm__ volatile("syscall"
                     : "+a"(result), "+D"(a), "+S"(b), "+d"(c), "+r"(r10), "+r"(r12), "+r"(r13), "+r"(r14), "+r"(r15),
                       "+r"(r8), "+r"(r9)
                     :
                     : "rcx", "r11", "memory");
    board->intact = r12 == 0x1212121212121212 && r13 == 0x1313131313131313 && r14 == 0x1414141414141414 &&
                    r15 == 0x1515151515151515 && r8 == 0x0808080808080808 && r9 == 0x0909090909090909;
    board->result = result;
    board->nanos = now() - start;
    board->done = 1;
    count_forever();
}

static void in_read(void) {
    int ends[2];
    static char byte;
    if (pipe(ends) != 0) {
        abort();
    }
    board->value = ends[1];
    call(SYS_read, ends[0], (long)&byte, 1, 0);
}

static void in_nanosleep(void) {
    static struct timespec pause = {0, 400000000};
    call(SYS_nanosleep, (long)&pause, 0, 0, 0);
}

/* AVX is in every x86-64-v3 machine; the upper halves live only in the extended state. */
__attribute__((target("avx"))) static void spin_with_vectors(void) {
    static uint8_t pattern[32], after[32];
    for (int i = 0; i < 32; i++) {
        pattern[i] = 0xa0 + i;
    }
    ready();
    __asm__ volatile("vmovdqu (%0), %%ymm5\n"
                     "1: pause\n"
                     "cmpq $0, (%1)\n"
                     "je 1b\n"
                     "vmovdqu %%ymm5, (%2)\n"
                     :
                     : "r"(pattern), "r"(&board->go), "r"(after)
                     : "xmm5", "memory", "cc");
    board->intact = memcmp(pattern, after, 32) == 0;
    board->done = 1;
    count_forever();
}

static void vfork_parent(void) {
    static pid_t child;
    ready();
    child = vfork();
    if (child == 0) {
        while (!board->go) {
            struct timespec pause = {0, 1000000};
            syscall(SYS_nanosleep, &pause, NULL);
        }
        _exit(0);
    }
    board->done = 1;
    count_forever();
}

static void *thread(void *unused) {
    board->value = gettid();
    ready();
    for (;;) {
        pause();
    }
    return unused;
}

static void threads(void) {
    pthread_t other;
    if (pthread_create(&other, NULL, thread, NULL) != 0) {
        abort();
    }
    count_forever();
}

/* Blocks its own SIGTRAP, which it has pending, until it is told to go on. */
static void pending_trap(void) {
    sigset_t trap;
    sigemptyset(&trap);
    sigaddset(&trap, SIGTRAP);
    catch_signal(SIGTRAP, handler);
    sigprocmask(SIG_BLOCK, &trap, NULL);
    kill(getpid(), SIGTRAP);
    ready();
    while (!board->go) {
        struct timespec pause = {0, 1000000};
        nanosleep(&pause, NULL);
    }
    sigprocmask(SIG_UNBLOCK, &trap, NULL);
    count_forever();
}

static void pages(void) {
    uint8_t *area = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(area, 1, 3 * 4096);
    mprotect(area, 4096, PROT_READ);
    mprotect(area + 4096, 4096, PROT_NONE);
    board->value = (uint64_t)area;
    ready();
    while (!board->go) {
        struct timespec pause = {0, 1000000};
        nanosleep(&pause, NULL);
    }
    mprotect(area, 3 * 4096, PROT_READ);
    board->result = area[0] + area[4096] * 256;
    board->done = 1;
    count_forever();
}

int main(int count, char **words) {
    int file = count == 3 ? open(words[2], O_RDWR | O_CLOEXEC) : -1;
    board = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (board == MAP_FAILED) {
        return 2;
    }
    const char *mode = words[1];
    prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
    catch_signal(SIGUSR1, handler);
    if (!strcmp(mode, "trap-handled")) {
        catch_signal(SIGTRAP, handler);
    } else if (!strcmp(mode, "trap-ignored")) {
        catch_signal(SIGTRAP, SIG_IGN);
    } else if (!strcmp(mode, "trap-pending")) {
        pending_trap();
    } else if (!strcmp(mode, "futex")) {
        call(SYS_futex, (long)&board->futex, 0 /* FUTEX_WAIT */, 0, 0);
    } else if (!strcmp(mode, "nanosleep")) {
        in_nanosleep();
    } else if (!strcmp(mode, "read")) {
        in_read();
    } else if (!strcmp(mode, "vectors")) {
        spin_with_vectors();
    } else if (!strcmp(mode, "vfork")) {
        vfork_parent();
    } else if (!strcmp(mode, "threads")) {
        threads();
    } else if (!strcmp(mode, "pages")) {
        pages();
    }
    ready();
    count_forever();
}
