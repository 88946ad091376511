/*
 * heartbeat MIB RATE: holds MIB of memory and writes RATE MiB/s to random pages of it.
 * heartbeat --content MIB: writes the same bytes to standard output.
 *
 * Says READY when the memory is filled. SIGUSR1: says how it was since the last time. SIGTERM: looks at all of the
 * memory, says PASS or FAIL, and ends.
 */
#include "beat.h"
#include "pages.h"
#include <signal.h>
#include <unistd.h>

/* What was missed while it stood still is not written later. */
#define MOST_MS_AT_ONCE 10

static struct pages memory;
static uint64_t pages_per_second;
static _Atomic int ending;

static void *write_pages(void *unused)
{
	double due = 0;
	for (uint64_t last = now_ns(); !ending; ) {
		sleep_ms(1);
		uint64_t now = now_ns();
		due += pages_per_second * ((now - last) / 1e9);
		double most = pages_per_second * MOST_MS_AT_ONCE / 1e3;
		if (due > most) due = most;
		for (; due >= 1; due--) write_some_page(&memory);
		last = now;
	}
	return unused;
}

static void report(void)
{
	static uint64_t last_writes, last_ns;
	uint64_t now = now_ns(), writes = memory.writes;
	double mib = (writes - last_writes) * (double)PAGE / (1 << 20);
	printf("gap %.3f ms, beats %lu, written %.1f MiB/s\n", longest_gap_ms(), (unsigned long)beats,
		mib / ((now - last_ns) / 1e9));
	last_writes = writes;
	last_ns = now;
}

static void check(pthread_t writer)
{
	ending = 1;
	pthread_join(writer, NULL);
	uint64_t wrong = wrong_pages(&memory);
	printf("%s: %lu writes, %lu wrong pages\n", wrong ? "FAIL" : "PASS", (unsigned long)memory.writes,
		(unsigned long)wrong);
}

static void live(sigset_t *signals)
{
	pthread_t writer = start_thread(write_pages);
	start_thread(beat);
	printf("READY\n");
	for (int signal = 0; signal != SIGTERM; ) {
		fflush(stdout);
		sigwait(signals, &signal);
		if (signal == SIGUSR1) report();
	}
	check(writer);
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: heartbeat MIB RATE | heartbeat --content MIB\n");
		return 2;
	}
	if (strcmp(argv[1], "--content") == 0) {
		make_pages(&memory, atoi(argv[2]));
		return fwrite(memory.start, PAGE, memory.count, stdout) == memory.count ? 0 : 1;
	}
	sigset_t signals;
	sigemptyset(&signals);
	sigaddset(&signals, SIGUSR1);
	sigaddset(&signals, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	make_pages(&memory, atoi(argv[1]));
	pages_per_second = (uint64_t)atoi(argv[2]) * (1 << 20) / PAGE;
	live(&signals);
	return 0;
}
