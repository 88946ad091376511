/*
 * Descriptors that wait to be received (SCM_RIGHTS) in unix sockets of all types: of files that a process has open too, with the offset
 * that they share, and of files that are nowhere else: a pipe's end, a deleted file, memory, an eventfd, a socket with what waits in it,
 * one that listens.
 */
#include "specimen.h"
#include "unix.h"
#include <sys/eventfd.h>

#define MANY 253

static int stream[2], packet[2], datagram[2], alone[2];
static int shared, pipe_read, talk, left;
static struct unix_name listens;

static int written(const char *name, const char *text)
{
    char *path = in_workdir(name);
    int fd = must(open(path, O_RDWR | O_CREAT, 0600));
    same(name, strlen(text), must(write(fd, text, strlen(text))));
    free(path);
    return fd;
}

static void give(int socket, const char *text, int fd)
{
    pass_rights(socket, text, &fd, 1);
    must(close(fd));
}

static void prepare_stream(void)
{
    int ends[2], two[2], counter = must(eventfd(7, 0));
    put(stream[0], "plain");
    two[0] = shared = written("shared", "one two three");
    must(pipe(ends));
    pipe_read = ends[0];
    must(write(ends[1], "in the pipe", 11));
    two[1] = ends[1];
    pass_rights(stream[0], "with", two, 2);
    must(close(ends[1]));
    put(stream[0], "after");

    int deleted = written("deleted", "nobody finds this");
    char *path = in_workdir("deleted");
    must(unlink(path));
    free(path);
    pass_rights(stream[0], "once", &deleted, 1);
    give(stream[0], "twice", deleted);
    int memory = must(memfd_create("in flight", 0));
    must(write(memory, "memory", 6));
    give(stream[0], "memory", memory);
    int many[MANY];
    for (int at = 0; at < MANY; at++)
        many[at] = counter;
    pass_rights(stream[0], "many", many, MANY);
    must(close(counter));
}

static void prepare_packets(void)
{
    int ends[2];
    must(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
    talk = ends[0];
    put(talk, "asked before");
    put(packet[0], "first");
    give(packet[0], "socket", ends[1]);
    listens = path_name("listens");
    give(packet[0], "listener", bound(listens, SOCK_STREAM));
    put(datagram[0], "first");
    char *path = in_workdir("shared");
    give(datagram[0], "path", must(open(path, O_PATH)));
    free(path);
    int last = written("last", "last words");
    give(alone[0], "heir", last);
    must(close(alone[0]));
}

static int child(void)
{
    int got;
    settled();
    wait_for_term();
    take_rights(left, "for the child", &got, 1);
    same("the offset in the child", 4, must(lseek(got, 0, SEEK_CUR)));
    must(lseek(got, 2, SEEK_SET));
    return 5;
}

static void check_stream(void)
{
    int two[2], one, again, many[MANY];
    char got[32] = "";
    same("plain bytes", 5, must(read(stream[1], got, 5)));
    check(strcmp(got, "plain") == 0, "expected plain, got %s", got);
    take_rights(stream[1], "with", two, 2);
    same("the offset of the descriptor", 4, must(lseek(two[0], 0, SEEK_CUR)));
    must(lseek(two[0], 8, SEEK_SET));
    expect("what is behind the offset that is shared", shared, "three");
    expect("the pipe", pipe_read, "in the pipe");
    must(write(two[1], "more", 4));
    expect("the pipe again", pipe_read, "more");
    must(close(two[1]));
    same("end of the pipe", 0, must(read(pipe_read, got, 1)));
    same("bytes behind them", 5, must(read(stream[1], got, 5)));

    take_rights(stream[1], "once", &one, 1);
    take_rights(stream[1], "twice", &again, 1);
    must(lseek(one, 7, SEEK_SET));
    expect("the deleted file", again, "finds this");
    take_rights(stream[1], "memory", &one, 1);
    same("offset in memory", 6, must(lseek(one, 0, SEEK_CUR)));
    must(lseek(one, 0, SEEK_SET));
    expect("memory", one, "memory");
    take_rights(stream[1], "many", many, MANY);
    unsigned long long count;
    same("the counter", sizeof count, must(read(many[0], &count, sizeof count)));
    same("its value", 7, count);
    count = 3;
    must(write(many[9], &count, sizeof count));
    same("the counter elsewhere", sizeof count, must(read(many[252], &count, sizeof count)));
    same("what was added there", 3, count);
    must(fcntl(many[9], F_SETFL, O_NONBLOCK));
    must_fail(EAGAIN, read(many[252], &count, sizeof count));
    must_fail(EAGAIN, recv(stream[1], got, 1, MSG_DONTWAIT));
}

static void check_packets(void)
{
    int got, flags;
    char byte;
    expect("the first packet", packet[1], "first");
    take_rights(packet[1], "socket", &got, 1);
    expect("what waited in the socket", got, "asked before");
    put(got, "answer");
    expect("its other end", talk, "answer");
    must(close(got));
    same("end of the other end", 0, must(read(talk, &byte, 1)));
    take_rights(packet[1], "listener", &got, 1);
    check_listens("a new connection", got, listens, SOCK_STREAM);
    must_fail(EAGAIN, recv(packet[1], &byte, 1, MSG_DONTWAIT));
    expect("the first datagram", datagram[1], "first");
    take_rights(datagram[1], "path", &got, 1);
    flags = must(fcntl(got, F_GETFL));
    same("O_PATH", O_PATH, flags & O_PATH);
    take_rights(alone[1], "heir", &got, 1);
    must(lseek(got, 5, SEEK_SET));
    expect("who has come from one that is gone", got, "words");
    same("the end", 0, must(read(alone[1], &byte, 1)));
}

int main(int argc, char **argv)
{
    int to_child[2];
    begin(argc, argv);
    must(socketpair(AF_UNIX, SOCK_STREAM, 0, stream));
    must(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, packet));
    must(socketpair(AF_UNIX, SOCK_DGRAM, 0, datagram));
    must(socketpair(AF_UNIX, SOCK_STREAM, 0, alone));
    must(socketpair(AF_UNIX, SOCK_STREAM, 0, to_child));
    prepare_stream();
    must(lseek(shared, 4, SEEK_SET));
    prepare_packets();
    int common = written("common", "abcdefgh");
    must(lseek(common, 4, SEEK_SET));
    left = to_child[1];
    pid_t pid = spawn(child);
    must(close(to_child[1]));
    pass_rights(to_child[0], "for the child", &common, 1);
    ready();
    wait_for_term();

    check_stream();
    check_packets();
    finish(pid, 5);
    expect("what is behind the offset that the child has set", common, "cdefgh");
    pass();
}
