/* Named pipes: data in flight in one whose ends are two processes, readers and writers alone, both in one, one without its name. */
#include "specimen.h"
#include <poll.h>
#include <sys/ioctl.h>

static int reader;

static char *make(const char *name)
{
    char *path = in_workdir(name);
    must(mkfifo(path, 0640));
    return path;
}

static short polled(int fd)
{
    struct pollfd one = {.fd = fd, .events = POLLIN};
    must(poll(&one, 1, 0));
    return one.revents;
}

static void expect(const char *what, int fd, const char *text)
{
    char got[64] = "";
    same(what, (long long)strlen(text), must(read(fd, got, sizeof got - 1)));
    check(strcmp(text, got) == 0, "%s, expected %s, got %s", what, text, got);
}

static int child(void)
{
    int fd = must(open(in_workdir("across"), O_WRONLY));
    must(write(fd, "half a li", 9));
    settled();
    wait_for_term();
    must(write(fd, "ne", 2));
    return 0;
}

int main(int argc, char **argv)
{
    struct stat named, open_;

    begin(argc, argv);
    make("across");
    reader = must(open(in_workdir("across"), O_RDONLY | O_NONBLOCK));
    same("size of the pipe", 128 * 1024, must(fcntl(reader, F_SETPIPE_SZ, 128 * 1024)));
    pid_t pid = spawn(child);
    int alone = must(open(make("alone"), O_RDONLY | O_NONBLOCK));
    int ended = must(open(make("ended"), O_RDONLY | O_NONBLOCK));
    must(close(must(open(in_workdir("ended"), O_WRONLY))));
    int both = must(open(make("both"), O_RDWR));
    must(write(both, "own", 3));
    int writer = must(open(make("writer"), O_RDWR));
    int only = must(open(in_workdir("writer"), O_WRONLY | O_NONBLOCK));
    must(close(writer));
    int gone = must(open(make("gone"), O_RDWR)), gone_reader = must(open(in_workdir("gone"), O_RDONLY | O_NONBLOCK));
    must(write(gone, "ghost", 5));
    must(unlink(in_workdir("gone")));
    int handle = must(open(in_workdir("both"), O_PATH));
    same("events of a reader without writers so far", 0, polled(alone));
    same("events of a reader whose writer has gone", POLLHUP, polled(ended));
    ready();
    wait_for_term();

    same("events of a reader without writers so far", 0, polled(alone));
    same("events of a reader whose writer has gone", POLLHUP, polled(ended));
    same("flags of the reader", O_NONBLOCK, must(fcntl(reader, F_GETFL)) & (O_ACCMODE | O_NONBLOCK));
    same("size of the pipe", 128 * 1024, must(fcntl(reader, F_GETPIPE_SZ)));
    finish(pid, 0);
    expect("text of the child", reader, "half a line");
    same("end of it", 0, must(read(reader, argv[0], 0)));
    same("flags of both", O_RDWR, must(fcntl(both, F_GETFL)) & (O_ACCMODE | O_NONBLOCK));
    expect("own text", both, "own");
    signal(SIGPIPE, SIG_IGN);
    must_fail(EPIPE, write(only, "x", 1));
    expect("text in the pipe without a name", gone_reader, "ghost");
    must_fail(EAGAIN, read(gone_reader, argv[0], 1));
    must_fail(ENOENT, access(in_workdir("gone"), F_OK));
    must(fstat(handle, &open_));
    must(stat(in_workdir("both"), &named));
    same("inode of the handle", named.st_ino, open_.st_ino);
    same("mode of the fifo", S_IFIFO | 0640, named.st_mode);
    pass();
}
