/* Odd files: renamed since opened, without ever a name (O_TMPFILE), hard-linked and half deleted, sparse, of /proc, a listed directory. */
#include "specimen.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>

static void expect(const char *what, int fd, const char *text)
{
    char got[64] = "";
    same(what, (long long)strlen(text), must(pread(fd, got, sizeof got - 1, 0)));
    check(strcmp(text, got) == 0, "%s, expected %s, got %s", what, text, got);
}

static int create(const char *name, int flags, const char *text)
{
    int fd = must(open(in_workdir(name), O_CREAT | O_RDWR | flags, 0600));
    must(write(fd, text, strlen(text)));
    return fd;
}

int main(int argc, char **argv)
{
    struct stat now;
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = 42}, got;
    DIR *listed;

    begin(argc, argv);
    int renamed = create("old-name", 0, "renamed");
    must(rename(in_workdir("old-name"), in_workdir("new-name")));
    int nameless = must(open(workdir, O_TMPFILE | O_RDWR, 0600));
    must(write(nameless, "nameless", 8));
    int appended = create("appended", O_APPEND, "one ");
    int sparse = create("sparse", 0, "start");
    must(pwrite(sparse, "end", 3, 1L << 30));
    must(unlink(in_workdir("sparse")));
    create("alive", 0, "two names");
    must(link(in_workdir("alive"), in_workdir("dead")));
    int linked = must(open(in_workdir("dead"), O_RDONLY));
    must(unlink(in_workdir("dead")));
    must(mkdir(in_workdir("directory"), 0700));
    for (char name[] = "directory/a"; name[10] <= 'z'; name[10]++)
        must(close(must(open(in_workdir(name), O_CREAT | O_WRONLY, 0600))));
    check((listed = opendir(in_workdir("directory"))) != NULL, "opendir: %s", strerror(errno));
    for (int entries = 0; entries < 5; entries++)
        check(readdir(listed) != NULL, "the directory is too short");
    int status = must(open("/proc/self/status", O_RDONLY));
    int handle = must(open(in_workdir("new-name"), O_PATH));
    int inner = must(epoll_create1(0)), outer = must(epoll_create1(0)), counter = must(eventfd(0, EFD_NONBLOCK));
    must(epoll_ctl(inner, EPOLL_CTL_ADD, counter, &event));
    must(epoll_ctl(outer, EPOLL_CTL_ADD, inner, &event));
    ready();
    wait_for_term();

    expect("renamed file", renamed, "renamed");
    must(write(renamed, "!", 1));
    must(fstat(handle, &now));
    same("size of the renamed file by its handle", 8, now.st_size);
    expect("nameless file", nameless, "nameless");
    must(fstat(nameless, &now));
    same("names of the nameless file", 0, now.st_nlink);
    must(write(appended, "two", 3));
    expect("appended file", appended, "one two");
    must(fstat(sparse, &now));
    same("size of the sparse file", (1L << 30) + 3, now.st_size);
    check(now.st_blocks < 1000, "the sparse file has become %ld blocks large", (long)now.st_blocks);
    expect("file that lost one of its names", linked, "two names");
    char line[64] = "";
    must(pread(status, line, sizeof line - 1, 0));
    check(strncmp(line, "Name:", 5) == 0, "first line of /proc/self/status, got %s", line);
    for (int entries = 5; entries < 28; entries++)
        check(readdir(listed) != NULL, "entry %d of the directory is missing", entries);
    check(readdir(listed) == NULL, "the directory has an entry twice");
    same("ready before the event", 0, must(epoll_wait(outer, &got, 1, 0)));
    must(eventfd_write(counter, 1));
    same("ready after the event", 1, must(epoll_wait(outer, &got, 1, 0)));
    same("data of the nested set", 42, got.data.u64);
    pass();
}
