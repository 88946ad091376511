/* Anonymous memory in all its forms: protections, holes, heap, growing stack, 1 TiB nearly empty, madvise flags. */
#include "specimen.h"

#define TIB (1UL << 40)

static char *plain, *no_access, *read_only, *pieces, *holed, *advised, *growing, *heap, *sparse;
static const long sparse_pages[] = {0, 3, 512L << 18, (1L << 28) - 1};

static char *map(size_t bytes)
{
    return must(mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

static char *map_filled(long pages, unsigned seed)
{
    char *start = map((size_t)(pages * PAGE));
    fill(start, (size_t)(pages * PAGE), seed);
    return start;
}

/* The line of /proc/self/smaps that begins with key, of the mapping that holds the address; the caller owns it. */
static char *smaps(const void *address, const char *key)
{
    static char line[512];
    unsigned long start, end, wanted = (unsigned long)address;
    int inside = 0;
    FILE *file = fopen("/proc/self/smaps", "r");
    while (fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "%lx-%lx ", &start, &end) == 2)
            inside = start <= wanted && wanted < end;
        if (inside && (*key == '\0' || strncmp(line, key, strlen(key)) == 0))
            break;
    }
    fclose(file);
    return strdup(line);
}

static void check_protection(const char *what, const void *address, const char *expected)
{
    char *line = smaps(address, "");
    check(strstr(line, expected) != NULL, "protection of %s, expected %s, got %s", what, expected, line);
    free(line);
}

static void prepare_protections(void)
{
    plain = map_filled(9, 1);
    no_access = map_filled(3, 2);
    must(mprotect(no_access, 3 * PAGE, PROT_NONE));
    read_only = map_filled(2, 3);
    must(mprotect(read_only, 2 * PAGE, PROT_READ));
    pieces = map_filled(6, 4);
    must(mprotect(pieces + PAGE, PAGE, PROT_READ));
    must(mprotect(pieces + 3 * PAGE, PAGE, PROT_NONE));
    must(mprotect(pieces + 5 * PAGE, PAGE, PROT_READ | PROT_EXEC));
}

static void prepare_holes(void)
{
    holed = map_filled(8, 5);
    must(madvise(holed + 2 * PAGE, 2 * PAGE, MADV_DONTNEED));
    must(munmap(holed + 5 * PAGE, PAGE));
    sparse = must(mmap(NULL, TIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    for (size_t i = 0; i < COUNT_OF(sparse_pages); i++)
        fill(sparse + sparse_pages[i] * PAGE, PAGE, (unsigned)i);
}

/* Inaccessible memory below it, because an accessible neighbour within the stack guard gap would stop the growth. */
static void prepare_growing(void)
{
    char *room = map(1024 * PAGE);
    must(mprotect(room, 1024 * PAGE, PROT_NONE));
    must(munmap(room + 1008 * PAGE, 16 * PAGE));
    growing = must(mmap(room + 1023 * PAGE, PAGE, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN | MAP_FIXED, -1, 0));
    growing -= 3 * PAGE;
    for (long page = 3; page >= 0; page--)
        fill(growing + page * PAGE, PAGE, (unsigned)page);
}

/* The kernel may lack transparent huge pages or KSM: what counts is that the flags afterwards are those of before. */
static void prepare_advised(void)
{
    static const int advice[] = {MADV_DONTDUMP, MADV_DONTFORK,  MADV_WIPEONFORK, MADV_SEQUENTIAL,
                                 MADV_RANDOM,   MADV_HUGEPAGE, MADV_NOHUGEPAGE, MADV_MERGEABLE};
    advised = map_filled(2 * (long)COUNT_OF(advice), 6);
    for (size_t i = 0; i < COUNT_OF(advice); i++)
        if (madvise(advised + 2 * (long)i * PAGE, PAGE, advice[i]) != 0)
            same("errno of madvise", EINVAL, errno);
}

static void keep_relevant(char *flags)
{
    static const char *const relevant[] = {"rd", "wr", "ex", "nr", "gd", "lo", "dd", "dc", "wf", "sr", "rr", "hg", "nh", "mg"};
    char kept[128] = "";
    for (size_t i = 0; i < COUNT_OF(relevant); i++)
        if (strstr(flags, relevant[i]) != NULL)
            strcat(strcat(kept, " "), relevant[i]);
    strcpy(flags, kept);
}

static char *flags_of(const void *address)
{
    char *flags = smaps(address, "VmFlags:");
    keep_relevant(flags + strlen("VmFlags:"));
    return flags;
}

static void check_protections(void)
{
    verify("plain memory", plain, 9 * PAGE, 1);
    check_protection("PROT_NONE memory", no_access, "---p");
    must(mprotect(no_access, 3 * PAGE, PROT_READ));
    verify("PROT_NONE memory", no_access, 3 * PAGE, 2);
    check_protection("read-only memory", read_only, "r--p");
    verify("read-only memory", read_only, 2 * PAGE, 3);
    static const char *const expected[] = {"rw-p", "r--p", "rw-p", "---p", "rw-p", "r-xp"};
    for (long page = 0; page < 6; page++)
        check_protection("a piece", pieces + page * PAGE, expected[page]);
    must(mprotect(pieces + 3 * PAGE, PAGE, PROT_READ));
    verify("pieces", pieces, 6 * PAGE, 4);
}

static void check_holes(void)
{
    unsigned char in_core;
    unsigned char *expected = (unsigned char *)map_filled(8, 5);
    must_fail(ENOMEM, mincore(holed + 5 * PAGE, PAGE, &in_core));
    verify_zero("page after MADV_DONTNEED", holed + 2 * PAGE, 2 * PAGE);
    check(memcmp(holed, expected, 2 * PAGE) == 0, "memory before the hole differs");
    check(memcmp(holed + 4 * PAGE, expected + 4 * PAGE, PAGE) == 0, "memory between the holes differs");
    check(memcmp(holed + 6 * PAGE, expected + 6 * PAGE, 2 * PAGE) == 0, "memory after the holes differs");
    for (size_t i = 0; i < COUNT_OF(sparse_pages); i++)
        verify("page of the sparse mapping", sparse + sparse_pages[i] * PAGE, PAGE, (unsigned)i);
    verify_zero("hole of the sparse mapping", sparse + TIB / 4, PAGE);
}

static void check_growing(void)
{
    for (long page = 0; page < 4; page++)
        verify("growing memory", growing + page * PAGE, PAGE, (unsigned)page);
    for (long page = 1; page <= 4; page++)
        fill(growing - page * PAGE, PAGE, 9);
}

int main(int argc, char **argv)
{
    char *flags[32];

    begin(argc, argv);
    heap = must(sbrk(300 * PAGE));
    fill(heap, 300 * PAGE, 7);
    prepare_protections();
    prepare_growing();
    prepare_advised();
    char *locked = map_filled(1, 8);
    must(mlock(locked, PAGE));
    prepare_holes(); /* last, or the next mapping would fill them */
    for (long page = 0; page < 16; page++)
        flags[page] = flags_of(advised + page * PAGE);
    char *flags_locked = flags_of(locked), *flags_sparse = flags_of(sparse), *flags_growing = flags_of(growing);
    char *heap_end = sbrk(0);
    ready();
    wait_for_term();

    same("end of the heap", (long)heap_end, (long)sbrk(0));
    verify("heap", heap, 300 * PAGE, 7);
    same("growth of the heap", (long)heap_end, (long)must(sbrk(PAGE)));
    fill(heap_end, PAGE, 1);
    check_protections();
    check_holes();
    check_growing();
    verify("advised memory", advised, 16 * PAGE, 6);
    for (long page = 0; page < 16; page++)
        check(strcmp(flags[page], flags_of(advised + page * PAGE)) == 0, "flags of advised page %ld, expected %s, got %s",
              page, flags[page], flags_of(advised + page * PAGE));
    check(strcmp(flags_locked, flags_of(locked)) == 0, "flags of locked memory, expected %s, got %s", flags_locked,
          flags_of(locked));
    check(strcmp(flags_sparse, flags_of(sparse)) == 0, "flags of sparse memory, expected %s, got %s", flags_sparse,
          flags_of(sparse));
    check(strcmp(flags_growing, flags_of(growing)) == 0, "flags of growing memory, expected %s, got %s", flags_growing,
          flags_of(growing));
    pass();
}
