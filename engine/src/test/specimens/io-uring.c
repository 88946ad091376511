/* An io_uring instance, by system call: what an engine that cannot carry one has to refuse. */
#include "specimen.h"
#include <linux/io_uring.h>

int main(int argc, char **argv)
{
    struct io_uring_params parameters = {0};

    begin(argc, argv);
    int fd = (int)syscall(SYS_io_uring_setup, 8, &parameters);
    if (fd == -1 && (errno == ENOSYS || errno == EPERM))
        skip("io_uring_setup: %s", strerror(errno));
    must(fd);
    size_t bytes = parameters.sq_off.array + parameters.sq_entries * sizeof(unsigned);
    char *ring = must(mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, IORING_OFF_SQ_RING));
    ready();
    wait_for_term();

    same("entries of the ring", parameters.sq_entries, *(unsigned *)(ring + parameters.sq_off.ring_entries));
    same("io_uring_enter", 0, must(syscall(SYS_io_uring_enter, fd, 0, 0, 0, NULL, 0)));
    pass();
}
