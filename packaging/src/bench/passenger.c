/*
 * passenger DIRECTORY PORT: owns a bit of everything and looks at it all the time: memory, two files (one of them deleted),
 * a full pipe, a listening socket, threads that share a lock.
 *
 * Says READY. Whoever connects to 127.0.0.1:PORT gets one line: how it is, or FAIL and why.
 */
#include "beat.h"
#include "pages.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <unistd.h>

#define WORKERS 4
#define MIB 8
#define SLOTS 512 /* one page: a full disk does not matter any more */

static pthread_mutex_t owned = PTHREAD_MUTEX_INITIALIZER; /* the memory and the files */
static struct pages memory;

/* A file of the last SLOTS numbers: number n stands in slot n % SLOTS. */
static struct ring {
	const char *name;
	int fd;
	uint64_t next;
} kept = {.name = "kept"}, ghost = {.name = "ghost"};

static int pipe_ends[2];
static _Atomic uint64_t taken; /* numbers that came out of the pipe */

static pthread_mutex_t counting = PTHREAD_MUTEX_INITIALIZER;
static uint64_t total, turns[WORKERS];

static char failure[200];

/* The first failure is the one that counts. */
static void fail(const char *format, ...)
{
	static pthread_mutex_t once = PTHREAD_MUTEX_INITIALIZER;
	va_list arguments;
	va_start(arguments, format);
	pthread_mutex_lock(&once);
	if (failure[0] == 0) vsnprintf(failure, sizeof failure, format, arguments);
	pthread_mutex_unlock(&once);
	va_end(arguments);
}

static void open_ring(struct ring *ring, const char *directory, int deleted)
{
	char path[300];
	snprintf(path, sizeof path, "%s/%s", directory, ring->name);
	ring->fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	if (ring->fd < 0 || (deleted && unlink(path) != 0)) {
		perror(path);
		exit(1);
	}
}

static void append(struct ring *ring)
{
	uint64_t number = ring->next++;
	if (pwrite(ring->fd, &number, sizeof number, number % SLOTS * sizeof number) != sizeof number)
		fail("writing to %s: %s", ring->name, strerror(errno));
}

static void check_ring(struct ring *ring)
{
	uint64_t slots[SLOTS], oldest = ring->next > SLOTS ? ring->next - SLOTS : 0;
	ssize_t length = pread(ring->fd, slots, sizeof slots, 0);
	if (length != (ssize_t)((ring->next - oldest) * sizeof *slots)) {
		fail("%s has %zd bytes", ring->name, length);
		return;
	}
	for (uint64_t number = oldest; number < ring->next; number++)
		if (slots[number % SLOTS] != number) fail("%s has lost number %lu", ring->name, (unsigned long)number);
}

static void *change_all(void *unused)
{
	for (;;) {
		sleep_ms(1);
		pthread_mutex_lock(&owned);
		write_some_page(&memory);
		append(&kept);
		append(&ghost);
		pthread_mutex_unlock(&owned);
	}
	return unused;
}

/* Faster than they are taken, so that the pipe is full and the writer waits. */
static void *put_numbers(void *unused)
{
	for (uint64_t number = 0;; number++)
		if (write(pipe_ends[1], &number, sizeof number) != sizeof number) fail("the pipe can not be written to");
	return unused;
}

static void *take_numbers(void *unused)
{
	for (uint64_t number, expected = 0;; expected++) {
		if (read(pipe_ends[0], &number, sizeof number) != sizeof number) fail("the pipe can not be read");
		if (number != expected) fail("%lu came out of the pipe, not %lu", (unsigned long)number, (unsigned long)expected);
		taken++;
		sleep_ms(1);
	}
	return unused;
}

static void *count(void *own_turns)
{
	for (uint64_t *turn = own_turns;; sleep_ms(1)) {
		pthread_mutex_lock(&counting);
		total++;
		(*turn)++;
		pthread_mutex_unlock(&counting);
	}
	return own_turns;
}

static void check_all(void)
{
	pthread_mutex_lock(&owned);
	uint64_t wrong = wrong_pages(&memory);
	if (wrong > 0) fail("%lu pages are wrong", (unsigned long)wrong);
	check_ring(&kept);
	check_ring(&ghost);
	pthread_mutex_unlock(&owned);
	pthread_mutex_lock(&counting);
	uint64_t sum = 0;
	for (int worker = 0; worker < WORKERS; worker++) sum += turns[worker];
	if (sum != total) fail("the threads counted to %lu, not %lu", (unsigned long)sum, (unsigned long)total);
	pthread_mutex_unlock(&counting);
}

static int listening_on(int port)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
	struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	if (bind(fd, (struct sockaddr *)&name, sizeof name) != 0 || listen(fd, 8) != 0) {
		perror("listen");
		exit(1);
	}
	return fd;
}

static void answer(int connection)
{
	char line[400];
	check_all();
	int length = failure[0] != 0
		? snprintf(line, sizeof line, "FAIL: %s\n", failure)
		: snprintf(line, sizeof line, "gap %.3f ms, beats %lu, writes %lu, taken %lu, total %lu\n", longest_gap_ms(),
			(unsigned long)beats, (unsigned long)memory.writes, (unsigned long)taken, (unsigned long)total);
	if (write(connection, line, length) != length) perror("answer");
	close(connection);
}

static void start_threads(void)
{
	start_thread(beat);
	start_thread(change_all);
	start_thread(put_numbers);
	start_thread(take_numbers);
	for (int worker = 0; worker < WORKERS; worker++) {
		pthread_t thread;
		if (pthread_create(&thread, NULL, count, &turns[worker]) != 0) exit(1);
	}
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: passenger DIRECTORY PORT\n");
		return 2;
	}
	make_pages(&memory, MIB);
	open_ring(&kept, argv[1], 0);
	open_ring(&ghost, argv[1], 1);
	if (pipe(pipe_ends) != 0) return 1;
	int listening = listening_on(atoi(argv[2]));
	start_threads();
	printf("READY\n");
	fflush(stdout);
	for (;;) {
		int connection = accept(listening, NULL, NULL);
		if (connection < 0) fail("accept: %s", strerror(errno));
		else answer(connection);
	}
}
