/* General, x87, SSE, AVX and AVX-512 registers that live in a loop which never leaves them; mxcsr and x87 control. */
#include "specimen.h"

#define MXCSR 0xdf80       /* every exception masked, round towards +infinity, flush to zero */
#define X87_CONTROL 0x0f7f /* every exception masked, truncate, 64-bit mantissa */

struct registers {
    unsigned char vector[32][64];
    unsigned long general[6];
    unsigned long mask[7];
    long double x87[3];
};

static struct registers before, after;

#define GENERAL_LOAD                                                                      \
    "movq 0(%[g]), %%r8\n movq 8(%[g]), %%r9\n movq 16(%[g]), %%r12\n movq 24(%[g]), %%r13\n" \
    "movq 32(%[g]), %%r14\n movq 40(%[g]), %%r15\n"
#define GENERAL_STORE                                                                     \
    "movq %%r8, 0(%[h])\n movq %%r9, 8(%[h])\n movq %%r12, 16(%[h])\n movq %%r13, 24(%[h])\n" \
    "movq %%r14, 32(%[h])\n movq %%r15, 40(%[h])\n"
#define X87_LOAD "fldt 0(%[f])\n fldt 16(%[f])\n fldt 32(%[f])\n"
#define X87_STORE "fstpt 32(%[e])\n fstpt 16(%[e])\n fstpt 0(%[e])\n"
#define LOOP "1: pause\n cmpl $0, %[term]\n je 1b\n"
#define SIXTEEN "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15"
#define THIRTY_TWO SIXTEEN ",16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31"
#define EACH(numbers, instruction) ".irp i," numbers "\n" instruction "\n.endr\n"

#define SPIN(load, store)                                                                                    \
    asm volatile(GENERAL_LOAD X87_LOAD load LOOP store X87_STORE GENERAL_STORE                               \
                 : [term] "+m"(term_seen)                                                                    \
                 : [v] "r"(before.vector), [w] "r"(after.vector), [g] "r"(before.general), [h] "r"(after.general), \
                   [f] "r"(before.x87), [e] "r"(after.x87), [k] "r"(after.mask)                                                   \
                 : "r8", "r9", "r12", "r13", "r14", "r15", "memory", "cc", "st", "st(1)", "st(2)", "xmm0", "xmm1", \
                   "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12",  \
                   "xmm13", "xmm14", "xmm15")

/* Each returns how many bytes of each vector it kept live. */
static size_t spin_sse(void)
{
    SPIN(EACH(SIXTEEN, "movups \\i*64(%[v]), %%xmm\\i"), EACH(SIXTEEN, "movups %%xmm\\i, \\i*64(%[w])"));
    return 16;
}

static size_t spin_avx(void)
{
    SPIN(EACH(SIXTEEN, "vmovups \\i*64(%[v]), %%ymm\\i"),
         EACH(SIXTEEN, "vmovups %%ymm\\i, \\i*64(%[w])") "vzeroupper\n");
    return 32;
}

static size_t spin_avx512(void)
{
    SPIN(EACH("1,2,3,4,5,6,7", "kmovw \\i*64(%[v]), %%k\\i")
             EACH(THIRTY_TWO, "vmovups \\i*64(%[v]), %%zmm\\i"),
         EACH(THIRTY_TWO, "vmovups %%zmm\\i, \\i*64(%[w])")
             EACH("1,2,3,4,5,6,7", "kmovw %%k\\i, \\i*8-8(%[k])") "vzeroupper\n");
    return 64;
}

static size_t spin(void)
{
    sigset_t none;
    sigemptyset(&none);
    must(sigprocmask(SIG_SETMASK, &none, NULL));
    ready();
    if (__builtin_cpu_supports("avx512f"))
        return spin_avx512();
    return __builtin_cpu_supports("avx") ? spin_avx() : spin_sse();
}

static void check_masks(void)
{
    for (size_t i = 0; i < COUNT_OF(after.mask); i++) {
        unsigned short expected;
        memcpy(&expected, before.vector[i + 1], sizeof expected);
        same("mask register", expected, after.mask[i] & 0xffff);
    }
}

int main(int argc, char **argv)
{
    unsigned mxcsr = MXCSR;
    unsigned short control = X87_CONTROL;

    begin(argc, argv);
    for (size_t i = 0; i < COUNT_OF(before.vector); i++)
        fill(before.vector[i], sizeof before.vector[i], (unsigned)i);
    for (size_t i = 0; i < COUNT_OF(before.general); i++)
        before.general[i] = 0x0123456789abcdefUL * (i + 3);
    for (size_t i = 0; i < COUNT_OF(before.x87); i++)
        before.x87[i] = 1.0L / (long double)(i + 3);
    asm volatile("fldcw %0; ldmxcsr %1" : : "m"(control), "m"(mxcsr));

    size_t width = spin();
    asm volatile("fnstcw %0; stmxcsr %1" : "=m"(control), "=m"(mxcsr));
    same("mxcsr", MXCSR, mxcsr);
    same("x87 control word", X87_CONTROL, control);
    for (size_t i = 0; i < (width == 64 ? 32 : 16); i++)
        verify("vector register", after.vector[i], width, (unsigned)i);
    for (size_t i = 0; i < COUNT_OF(before.general); i++)
        same("general register", before.general[i], after.general[i]);
    for (size_t i = 0; i < COUNT_OF(before.x87); i++)
        check(memcmp(&before.x87[i], &after.x87[i], 10) == 0, "x87 value %zu, expected %Lf, got %Lf", i,
              before.x87[i], after.x87[i]);
    if (width == 64)
        check_masks();
    pass();
}
