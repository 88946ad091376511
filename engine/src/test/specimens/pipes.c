/* Pipes: data in flight, both ends in one process and across two, O_NONBLOCK, a full one, and sizes. */
#include "specimen.h"
#include <sys/ioctl.h>

static int own[2], across[2], full[2], larger[2], packets[2];

static void queue(int fd, size_t bytes, unsigned seed)
{
    unsigned char *data = malloc(bytes);
    fill(data, bytes, seed);
    same("bytes queued", bytes, write(fd, data, bytes));
    free(data);
}

static void expect(const char *what, int fd, size_t bytes, unsigned seed)
{
    unsigned char *data = malloc(bytes);
    int queued;
    must(ioctl(fd, FIONREAD, &queued));
    same(what, bytes, queued);
    for (size_t got = 0; got < bytes;)
        got += (size_t)must(read(fd, data + got, bytes - got));
    verify(what, data, bytes, seed);
    free(data);
}

static int child(void)
{
    must(close(across[1]));
    settled();
    wait_for_term();
    expect("data for the child", across[0], 5000, 2);
    return 0;
}

static void check_full(void)
{
    same("size of the full pipe", 65536, must(fcntl(full[0], F_GETPIPE_SZ)));
    must_fail(EAGAIN, write(full[1], "x", 1));
    expect("data of the full pipe", full[0], 65536, 3);
    must_fail(EAGAIN, read(full[0], &own, 1));
}

/* Two writes come back as one read: O_DIRECT would keep them apart. */
static void check_no_packets(void)
{
    char got[8];
    same("O_DIRECT", 0, must(fcntl(packets[0], F_GETFL)) & O_DIRECT);
    must(write(packets[1], "cd", 2));
    same("bytes of two writes", 4, must(read(packets[0], got, sizeof got)));
    check(memcmp(got, "abcd", 4) == 0, "two writes, expected abcd, got %.4s", got);
}

int main(int argc, char **argv)
{
    begin(argc, argv);
    must(pipe2(own, O_CLOEXEC));
    must(pipe(across));
    must(pipe2(full, O_NONBLOCK));
    must(pipe(larger));
    must(pipe(packets));
    queue(own[1], 1000, 1);
    queue(across[1], 5000, 2);
    queue(full[1], 65536, 3);
    int size = must(fcntl(larger[0], F_SETPIPE_SZ, 256 * 1024));
    queue(larger[1], 200 * 1024, 4);
    must(write(packets[1], "ab", 2));
    pid_t pid = spawn(child);
    must(close(across[0]));
    ready();
    wait_for_term();

    same("descriptor flags", FD_CLOEXEC, must(fcntl(own[0], F_GETFD)));
    same("status flags", 0, must(fcntl(own[0], F_GETFL)) & O_NONBLOCK);
    expect("data of the own pipe", own[0], 1000, 1);
    finish(pid, 0);
    signal(SIGPIPE, SIG_IGN);
    must_fail(EPIPE, write(across[1], "x", 1)); /* nobody else kept a read end */
    check_full();
    same("size of the larger pipe", size, must(fcntl(larger[0], F_GETPIPE_SZ)));
    expect("data of the larger pipe", larger[0], 200 * 1024, 4);
    check_no_packets();
    pass();
}
