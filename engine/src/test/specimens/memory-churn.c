/* Three threads write, drop, move, unmap and protect memory all the time, and know what has to be in every page of it. */
#include "specimen.h"
#include <pthread.h>
#include <time.h>

#define WORKERS 3
#define AREAS 4
#define PAGES 700

/* An area, and the number whose pattern each of its pages has; 0 for zeros. */
struct area {
    char *start;
    unsigned content[PAGES];
};

struct worker {
    struct area areas[AREAS];
    unsigned random;
    unsigned written;
};

static struct worker workers[WORKERS];
static volatile int stopping;

static unsigned any(struct worker *worker, unsigned below)
{
    worker->random = worker->random * 1103515245 + 12345;
    return (worker->random >> 8) % below;
}

static char *map(void)
{
    return must(mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

static void check_page(struct area *area, long page)
{
    if (area->content[page] == 0)
        verify_zero("a page", area->start + page * PAGE, PAGE);
    else
        verify("a page", area->start + page * PAGE, PAGE, area->content[page]);
}

static void write_page(struct worker *worker, struct area *area, long page)
{
    area->content[page] = ++worker->written;
    fill(area->start + page * PAGE, PAGE, area->content[page]);
}

static void clear_page(struct area *area, long page)
{
    memset(area->start + page * PAGE, 0, PAGE);
    area->content[page] = 0;
}

static void drop_pages(struct area *area, long page, long pages)
{
    must(madvise(area->start + page * PAGE, (size_t)(pages * PAGE), MADV_DONTNEED));
    memset(area->content + page, 0, (size_t)pages * sizeof area->content[0]);
}

static void map_anew(struct area *area)
{
    must(mmap(area->start, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
    memset(area->content, 0, sizeof area->content);
}

static void move(struct area *area)
{
    char *place = map();
    area->start = must(mremap(area->start, PAGES * PAGE, PAGES * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, place));
}

/* Other flags at the same place: what was copied for the old mapping is of no use for the new one. */
static void map_without_reserve(struct area *area)
{
    must(mmap(area->start, PAGES * PAGE, PROT_READ | PROT_WRITE,
              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0));
    memset(area->content, 0, sizeof area->content);
}

static void protect(struct area *area, long page)
{
    must(mprotect(area->start + page * PAGE, PAGE, PROT_READ));
    check_page(area, page);
    must(mprotect(area->start + page * PAGE, PAGE, PROT_READ | PROT_WRITE));
}

static void act(struct worker *worker)
{
    struct area *area = &worker->areas[any(worker, AREAS)];
    long page = any(worker, PAGES);
    unsigned what = any(worker, 1000);

    if (what < 3)
        map_anew(area);
    else if (what < 6)
        move(area);
    else if (what < 8)
        map_without_reserve(area);
    else if (what < 12)
        madvise(area->start, PAGES * PAGE, what % 2 ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
    else if (what < 40)
        drop_pages(area, page, 1 + any(worker, (unsigned)(PAGES - page)));
    else if (what < 80)
        clear_page(area, page);
    else if (what < 120)
        protect(area, page);
    else if (what < 700)
        write_page(worker, area, page);
    else
        check_page(area, page);
}

static void *run(void *argument)
{
    struct worker *worker = argument;
    struct timespec pause = {.tv_nsec = 200 * 1000};
    while (!stopping) {
        for (int i = 0; i < 20; i++)
            act(worker);
        nanosleep(&pause, NULL);
    }
    return argument;
}

int main(int argc, char **argv)
{
    pthread_t threads[WORKERS];

    begin(argc, argv);
    for (int i = 0; i < WORKERS; i++) {
        workers[i].random = (unsigned)i + 1;
        for (int area = 0; area < AREAS; area++)
            workers[i].areas[area].start = map();
        must_be_zero(pthread_create(&threads[i], NULL, run, &workers[i]));
    }
    ready();
    wait_for_term();

    stopping = 1;
    for (int i = 0; i < WORKERS; i++) {
        must_be_zero(pthread_join(threads[i], NULL));
        for (int area = 0; area < AREAS; area++)
            for (long page = 0; page < PAGES; page++)
                check_page(&workers[i].areas[area], page);
    }
    pass();
}
