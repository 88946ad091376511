/* Inotify watches on a directory and on a file keep their descriptors, with a gap between them, and their masks. */
#include "specimen.h"
#include <sys/inotify.h>

static void touch(const char *path)
{
    must(close(must(open(path, O_CREAT | O_WRONLY | O_APPEND, 0644))));
}

static void expect(int fd, int watch, unsigned mask, const char *name)
{
    char buffer[sizeof(struct inotify_event) + 256] __attribute__((aligned(8)));
    struct inotify_event *event = (struct inotify_event *)buffer;
    must(read(fd, buffer, sizeof(struct inotify_event) + 16)); /* room for one event with a short name only */
    same("watch of the event", watch, event->wd);
    same("mask of the event", mask, event->mask);
    const char *got = event->len > 0 ? event->name : "";
    check(strcmp(name, got) == 0, "name of the event, expected %s, got %s", name, got);
}

int main(int argc, char **argv)
{
    char byte[512];

    begin(argc, argv);
    must(mkdir(in_workdir("watched"), 0755));
    touch(in_workdir("file"));
    int fd = must(inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
    int gone = must(inotify_add_watch(fd, workdir, IN_DELETE));
    int directory = must(inotify_add_watch(fd, in_workdir("watched"), IN_CREATE | IN_MOVED_TO));
    int file = must(inotify_add_watch(fd, in_workdir("file"), IN_MODIFY | IN_ATTRIB));
    must(inotify_rm_watch(fd, gone));
    must(read(fd, byte, sizeof byte)); /* IN_IGNORED */
    ready();
    wait_for_term();

    same("descriptor flags", FD_CLOEXEC, must(fcntl(fd, F_GETFD)));
    must_fail(EAGAIN, read(fd, byte, sizeof byte));
    touch(in_workdir("watched/new"));
    expect(fd, directory, IN_CREATE, "new");
    must(chmod(in_workdir("file"), 0600));
    expect(fd, file, IN_ATTRIB, "");
    must(unlink(in_workdir("watched/new"))); /* not asked for */
    must_fail(EAGAIN, read(fd, byte, sizeof byte));
    must(inotify_rm_watch(fd, directory));
    expect(fd, directory, IN_IGNORED, "");
    pass();
}
