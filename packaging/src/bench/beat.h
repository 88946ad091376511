/* A heart that beats every millisecond, and the longest time for which it stood still. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static _Atomic uint64_t beats, longest_gap_ns;

static uint64_t clock_ns(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

/* Not CLOCK_MONOTONIC: in a time namespace, as criu makes one, that clock stands still as long as the program does. */
static uint64_t now_ns(void)
{
	return clock_ns(CLOCK_REALTIME);
}

static void sleep_ms(int ms)
{
	struct timespec time = {0, ms * 1000000l};
	nanosleep(&time, NULL);
}

static void *beat(void *unused)
{
	for (uint64_t last = now_ns(), last_monotonic = 0;;) {
		sleep_ms(1);
		uint64_t now = now_ns(), gap = now > last ? now - last : 0, longest = longest_gap_ns;
		while (gap > longest && !atomic_compare_exchange_weak(&longest_gap_ns, &longest, gap)) {}
		uint64_t monotonic = clock_ns(CLOCK_MONOTONIC);
		if (monotonic < last_monotonic) {
			printf("FAIL: CLOCK_MONOTONIC went back by %lu ns\n", (unsigned long)(last_monotonic - monotonic));
			exit(1);
		}
		beats++;
		last = now;
		last_monotonic = monotonic;
	}
	return unused;
}

/* The longest gap between two beats since this was asked last. */
static double longest_gap_ms(void)
{
	return atomic_exchange(&longest_gap_ns, 0) / 1e6;
}

static pthread_t start_thread(void *(*body)(void *))
{
	pthread_t thread;
	if (pthread_create(&thread, NULL, body, NULL) != 0) {
		perror("pthread_create");
		exit(1);
	}
	return thread;
}
