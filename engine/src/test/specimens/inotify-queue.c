/* Inotify events that were not read yet: afterwards they are there, or the program is told that events were lost. */
#include "specimen.h"
#include <sys/inotify.h>

int main(int argc, char **argv)
{
    char events[4096] __attribute__((aligned(8)));
    struct inotify_event *first = (struct inotify_event *)events;

    begin(argc, argv);
    int fd = must(inotify_init1(IN_NONBLOCK));
    int watch = must(inotify_add_watch(fd, workdir, IN_CREATE));
    must(close(must(open(in_workdir("before"), O_CREAT | O_WRONLY, 0644))));
    ready();
    wait_for_term();

    must(read(fd, events, sizeof events));
    check(first->mask == IN_Q_OVERFLOW || (first->mask == IN_CREATE && first->wd == watch),
          "first event, expected IN_CREATE or IN_Q_OVERFLOW, got mask 0x%x of watch %d", first->mask, first->wd);
    must_fail(EAGAIN, read(fd, events, sizeof events));
    must(close(must(open(in_workdir("after"), O_CREAT | O_WRONLY, 0644))));
    must(read(fd, events, sizeof events));
    same("watch of the next event", watch, first->wd);
    same("mask of the next event", IN_CREATE, first->mask);
    must(inotify_rm_watch(fd, watch));
    pass();
}
