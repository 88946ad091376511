/*
 * Computes without a pause in registers and in 4 MiB of memory that changes all the time, for as long as it is let.
 * The right result after n steps is known without running them: a step is a linear map, and its n-th power is quick.
 */
#include "specimen.h"

#define FACTOR 6364136223846793005UL
#define ADDEND 1442695040888963407UL
#define SEED 20120326UL
#define CELLS (512UL * 1024)
#define STEPS_PER_COUNT (64 * CELLS)

static unsigned long cells[CELLS];

/* Coefficients of (value, sum, 1) -> (value, sum, 1); the last row is always 0 0 1. */
struct map {
    unsigned long row[3][3];
};

static struct map then(const struct map *a, const struct map *b)
{
    struct map product = {0};
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            for (int k = 0; k < 3; k++)
                product.row[i][j] += b->row[i][k] * a->row[k][j];
    return product;
}

/* Where value and sum of all values have to be after so many steps. */
static void predict(unsigned long steps, unsigned long *value, unsigned long *sum)
{
    struct map power = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
    struct map step = {{{FACTOR, 0, ADDEND}, {FACTOR, 1, ADDEND}, {0, 0, 1}}};
    for (; steps != 0; steps >>= 1) {
        if (steps & 1)
            power = then(&power, &step);
        step = then(&step, &step);
    }
    *value = power.row[0][0] * SEED + power.row[0][2];
    *sum = power.row[1][0] * SEED + power.row[1][2];
}

static unsigned long compute(unsigned long value)
{
    for (unsigned long step = 0; step < STEPS_PER_COUNT; step++) {
        value = value * FACTOR + ADDEND;
        cells[step % CELLS] += value;
    }
    return value;
}

int main(int argc, char **argv)
{
    unsigned long value = SEED, counts = 0, expected, expected_sum, sum = 0;
    sigset_t none;

    begin(argc, argv);
    sigemptyset(&none);
    must(sigprocmask(SIG_SETMASK, &none, NULL));
    ready();
    while (!term_seen) {
        value = compute(value);
        say("COUNT %lu", ++counts);
    }

    predict(counts * STEPS_PER_COUNT, &expected, &expected_sum);
    for (size_t i = 0; i < CELLS; i++)
        sum += cells[i];
    same("value", expected, value);
    same("sum of the cells", expected_sum, sum);
    pass();
}
