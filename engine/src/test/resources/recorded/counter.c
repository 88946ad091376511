/* Counts in memory. It needs nothing of the host: no C library, and it gives back the vdso, which every kernel build has its own of. */
#include <asm/unistd.h>
#include <elf.h>

struct {
    char magic[8];
    volatile unsigned long count;
} state __attribute__((section(".state"))) = {"COUNTER", 0};

static long call(long number, long one, long two)
{
    long result;
    asm volatile("syscall" : "=a"(result) : "a"(number), "D"(one), "S"(two) : "rcx", "r11", "memory");
    return result;
}

static void __attribute__((noinline)) count(void)
{
    static const long tenth[2] = {0, 100000000};
    for (;;) {
        state.count++;
        call(__NR_nanosleep, (long)tenth, 0);
    }
}

void __attribute__((noreturn)) run(long *stack)
{
    long *entry = stack + 1 + stack[0] + 1;
    while (*entry++)
        ;
    for (; entry[0] != AT_NULL; entry += 2)
        if (entry[0] == AT_SYSINFO_EHDR)
            call(__NR_munmap, entry[1] - 0x8000, 0x8000 + 0x2000);
    count();
    __builtin_unreachable();
}

asm(".globl _start\n_start: mov %rsp, %rdi\n and $-16, %rsp\n call run\n");
