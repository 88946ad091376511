/* Open /dev/null, /dev/zero and /dev/urandom stay those devices, with their access modes; a mapping of /dev/zero too. */
#include "specimen.h"
#include <sys/sysmacros.h>

static void check_device(const char *what, int fd, unsigned minor_expected, int mode)
{
    struct stat status;
    must(fstat(fd, &status));
    check(S_ISCHR(status.st_mode), "%s, expected a character device, got mode 0%o", what, status.st_mode);
    same(what, 1, major(status.st_rdev));
    same(what, minor_expected, minor(status.st_rdev));
    same(what, mode, must(fcntl(fd, F_GETFL)) & O_ACCMODE);
}

int main(int argc, char **argv)
{
    unsigned char random[64] = {0}, zero[64] = {0}, data[64];

    begin(argc, argv);
    int null_fd = must(open("/dev/null", O_WRONLY | O_CLOEXEC));
    int zero_fd = must(open("/dev/zero", O_RDWR));
    int urandom_fd = must(open("/dev/urandom", O_RDONLY));
    char *map = must(mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, zero_fd, 0));
    fill(map, PAGE, 1);
    ready();
    wait_for_term();

    check_device("/dev/null", null_fd, 3, O_WRONLY);
    check_device("/dev/zero", zero_fd, 5, O_RDWR);
    check_device("/dev/urandom", urandom_fd, 9, O_RDONLY);
    check_device("stdin", STDIN_FILENO, 3, O_RDONLY);
    same("descriptor flags", FD_CLOEXEC, must(fcntl(null_fd, F_GETFD)));
    same("bytes written to /dev/null", 64, write(null_fd, zero, 64));
    memset(data, 1, sizeof data);
    same("bytes read from /dev/zero", 64, read(zero_fd, data, 64));
    verify_zero("/dev/zero", data, sizeof data);
    same("bytes read from /dev/urandom", 64, read(urandom_fd, random, 64));
    check(memcmp(random, zero, 64) != 0, "/dev/urandom gave only zeros");
    verify("changed page of /dev/zero", map, PAGE, 1);
    verify_zero("unchanged page of /dev/zero", map + PAGE, PAGE);
    pass();
}
