/*
 * Memory whose content follows from how often it was written, so that a lost write is found.
 * Each page is half random numbers and half text: what compresses it halves it.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define PAGE 4096
#define HALF (PAGE / 2)
#define TEXT (4 * PAGE)

struct pages {
	char *start;
	uint64_t count;
	_Atomic uint64_t writes; /* so far, one page each */
};

static char text[TEXT];

/* Turns equal numbers into equal ones, and different ones into ones that look random (splitmix64). */
static uint64_t scatter(uint64_t number)
{
	number += 0x9e3779b97f4a7c15;
	number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
	number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
	return number ^ (number >> 31);
}

static void write_text(void)
{
	static const char *words[] = {"ferry ", "harbour ", "tide ", "the ", "of ", "island ", "cargo\n", "crosses "};
	size_t length = 0;
	for (uint64_t n = 0; length < TEXT; n++) {
		const char *word = words[scatter(n) % 8];
		for (; *word != 0 && length < TEXT; word++) text[length++] = *word;
	}
}

static void fill_page(char *page, uint64_t index, uint64_t write)
{
	uint64_t random = scatter(index ^ (write << 24)) | 1, *words = (uint64_t *)page;
	for (int i = 0; i < HALF / 8; i++) {
		random ^= random << 13;
		random ^= random >> 7;
		random ^= random << 17;
		words[i] = random;
	}
	memcpy(page + HALF, text + random % (TEXT - HALF), HALF);
}

static void make_pages(struct pages *pages, uint64_t mib)
{
	write_text();
	pages->count = (mib << 20) / PAGE;
	pages->writes = 0;
	pages->start = mmap(NULL, mib << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (pages->start == MAP_FAILED) {
		perror("mmap");
		exit(1);
	}
	for (uint64_t page = 0; page < pages->count; page++) fill_page(pages->start + page * PAGE, page, 0);
}

static uint64_t page_of_write(const struct pages *pages, uint64_t write)
{
	return scatter(write) % pages->count;
}

static void write_some_page(struct pages *pages)
{
	uint64_t write = ++pages->writes, page = page_of_write(pages, write);
	fill_page(pages->start + page * PAGE, page, write);
}

/* How many pages are not what was written last; nobody may write meanwhile. */
static uint64_t wrong_pages(const struct pages *pages)
{
	uint64_t wrong = 0, *last = calloc(pages->count, sizeof *last), expected[PAGE / 8];
	if (last == NULL) {
		perror("calloc");
		exit(1);
	}
	for (uint64_t write = 1; write <= pages->writes; write++) last[page_of_write(pages, write)] = write;
	for (uint64_t page = 0; page < pages->count; page++) {
		fill_page((char *)expected, page, last[page]);
		wrong += memcmp(expected, pages->start + page * PAGE, PAGE) != 0;
	}
	free(last);
	return wrong;
}
