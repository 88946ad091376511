/* Event counters: one above 2^32, a semaphore, and their flags. */
#include "specimen.h"
#include <sys/eventfd.h>

#define LARGE 0x1200000005UL

static void expect(const char *what, int fd, unsigned long expected)
{
    eventfd_t value;
    must(eventfd_read(fd, &value));
    same(what, expected, value);
}

int main(int argc, char **argv)
{
    begin(argc, argv);
    int large = must(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    must(eventfd_write(large, LARGE));
    int semaphore = must(eventfd(3, EFD_SEMAPHORE));
    int empty = must(eventfd(0, EFD_NONBLOCK));
    ready();
    wait_for_term();

    same("status flags", O_RDWR | O_NONBLOCK, must(fcntl(large, F_GETFL)) & (O_ACCMODE | O_NONBLOCK));
    same("descriptor flags", FD_CLOEXEC, must(fcntl(large, F_GETFD)));
    same("status flags of the semaphore", 0, must(fcntl(semaphore, F_GETFL)) & O_NONBLOCK);
    expect("counter", large, LARGE);
    must_fail(EAGAIN, eventfd_read(large, &(eventfd_t){0}));
    for (int i = 0; i < 3; i++)
        expect("semaphore", semaphore, 1);
    must(fcntl(semaphore, F_SETFL, O_NONBLOCK));
    must_fail(EAGAIN, eventfd_read(semaphore, &(eventfd_t){0}));
    must_fail(EAGAIN, eventfd_read(empty, &(eventfd_t){0}));
    pass();
}
