/* Memory of all sorts of which a little changes each time that SIGUSR1 comes: written, dropped, unmapped and mapped anew. */
#include "specimen.h"
#include <sys/ipc.h>
#include <sys/shm.h>

#define SORTS 4
#define PAGES 1024
#define MAX_TIMES 100

static char *memory[SORTS];
static unsigned content[SORTS][PAGES];
static char *fresh;
static unsigned times;
static volatile sig_atomic_t usr1_seen;

static void on_usr1(int signal)
{
    usr1_seen += signal == SIGUSR1;
}

static void write_page(int sort, long page)
{
    content[sort][page] = times * 1000 + (unsigned)page + 1;
    fill(memory[sort] + page * PAGE, PAGE, content[sort][page]);
}

static void map_fresh(void)
{
    if (fresh != NULL)
        must(munmap(fresh, 8 * PAGE));
    fresh = must(mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    fill(fresh, 5 * PAGE, times);
}

static void change(void)
{
    times++;
    for (int sort = 0; sort < SORTS; sort++)
        for (long page = times; page < PAGES; page += 200)
            write_page(sort, page);
    must(madvise(memory[0] + (100 + times) * PAGE, PAGE, MADV_DONTNEED));
    content[0][100 + times] = 0;
    map_fresh();
    say("CHANGED %u", times);
}

static void check_page(int sort, long page)
{
    if (content[sort][page] == 0)
        verify_zero("a page that was dropped", memory[sort] + page * PAGE, PAGE);
    else
        verify("a page", memory[sort] + page * PAGE, PAGE, content[sort][page]);
}

int main(int argc, char **argv)
{
    begin(argc, argv);
    struct sigaction action = {.sa_handler = on_usr1};
    sigset_t usr1, open;
    must(sigaction(SIGUSR1, &action, NULL));
    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    must(sigprocmask(SIG_BLOCK, &usr1, &open));

    int file = must(memfd_create("increments", MFD_CLOEXEC));
    must(ftruncate(file, PAGES * PAGE));
    int segment = must(shmget(IPC_PRIVATE, PAGES * PAGE, IPC_CREAT | 0600));
    memory[0] = must(mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    memory[1] = must(mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    memory[2] = must(mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0));
    memory[3] = shmat(segment, NULL, 0);
    check(memory[3] != (void *)-1, "shmat: %s", strerror(errno));
    must(shmctl(segment, IPC_RMID, NULL));
    for (int sort = 0; sort < SORTS; sort++)
        for (long page = 0; page < PAGES; page++)
            write_page(sort, page);
    map_fresh();
    ready();

    sigdelset(&open, SIGUSR1);
    sigdelset(&open, SIGTERM);
    while (!term_seen) {
        sigsuspend(&open);
        for (; usr1_seen > 0 && times < MAX_TIMES; usr1_seen--)
            change();
    }
    for (int sort = 0; sort < SORTS; sort++)
        for (long page = 0; page < PAGES; page++)
            check_page(sort, page);
    verify("what was mapped last", fresh, 5 * PAGE, times);
    verify_zero("what nobody wrote", fresh + 5 * PAGE, 3 * PAGE);
    pass();
}
