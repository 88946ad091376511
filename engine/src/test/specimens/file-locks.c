/* Locks: flock, record locks of two processes, of an open file description; each keeps out who it kept out, and no other. */
#include "specimen.h"
#include <sys/file.h>

static int records, shared, whole, description;

static struct flock range(short type, off_t start, off_t length)
{
    return (struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
}

static void lock(int fd, int command, short type, off_t start, off_t length)
{
    struct flock flock = range(type, start, length);
    must(fcntl(fd, command, &flock));
}

static void check_holder(const char *what, off_t start, off_t length, short type, pid_t holder)
{
    struct flock flock = range(F_WRLCK, start, length);
    must(fcntl(records, F_GETLK, &flock));
    same(what, type, flock.l_type);
    if (type != F_UNLCK)
        same(what, holder, flock.l_pid);
}

static int child(void)
{
    char byte;
    int other = must(open(in_workdir("whole"), O_RDWR));
    lock(records, F_SETLK, F_RDLCK, 100, 50);
    must_fail(EWOULDBLOCK, flock(other, LOCK_EX | LOCK_NB));
    settled();
    wait_for_term();

    check_holder("bytes of the parent", 0, 10, F_WRLCK, getppid());
    check_holder("bytes behind those of the parent", 10, 80, F_UNLCK, 0);
    check_holder("bytes to the end", 1000, 1, F_RDLCK, getppid());
    must_fail(EWOULDBLOCK, flock(other, LOCK_EX | LOCK_NB));
    same("flock of the inherited file, which is its own", 0, flock(whole, LOCK_EX | LOCK_NB));
    must(read(other, &byte, 0));
    return 0;
}

/* Waits for a lock that its parent holds when it is dumped, and gives back after. */
static int waiter(void)
{
    int fd = must(open(in_workdir("whole"), O_RDWR));
    settled();
    while (flock(fd, LOCK_EX) == -1)
        same("errno of flock", EINTR, errno);
    return 7;
}

int main(int argc, char **argv)
{
    begin(argc, argv);
    records = must(open(in_workdir("records"), O_CREAT | O_RDWR, 0644));
    whole = must(open(in_workdir("whole"), O_CREAT | O_RDWR, 0644));
    shared = must(open(workdir, O_RDONLY | O_DIRECTORY));
    description = must(open(in_workdir("description"), O_CREAT | O_RDWR, 0644));
    must(dup(records));
    lock(records, F_SETLK, F_WRLCK, 0, 10);
    lock(records, F_SETLK, F_RDLCK, 1000, 0);
    must(flock(whole, LOCK_EX));
    must(flock(shared, LOCK_SH));
    lock(description, F_OFD_SETLK, F_WRLCK, 5, 5);
    pid_t pid = spawn(child), waits = spawn(waiter);
    ready();
    wait_for_term();

    check_holder("bytes of the child", 120, 1, F_RDLCK, pid);
    check_holder("own bytes", 0, 10, F_UNLCK, 0);
    int again = must(open(in_workdir("description"), O_RDWR));
    struct flock flock_ = range(F_WRLCK, 0, 0);
    must_fail(EAGAIN, fcntl(again, F_OFD_SETLK, &flock_));
    lock(again, F_OFD_SETLK, F_WRLCK, 0, 5);
    int directory = must(open(workdir, O_RDONLY | O_DIRECTORY));
    must_fail(EWOULDBLOCK, flock(directory, LOCK_EX | LOCK_NB));
    must(flock(directory, LOCK_SH | LOCK_NB));
    finish(pid, 0);
    same("processes that got the lock too early", 0, waitpid(waits, NULL, WNOHANG));
    must(flock(whole, LOCK_UN));
    reap(waits, 7);
    pass();
}
