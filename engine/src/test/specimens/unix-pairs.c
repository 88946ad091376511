/*
 * Unix sockets as most programs have them, which CRIU can carry as well: pairs of all three types with what waits in them, one that is
 * shut down by half, one whose other end is closed, one across processes; listeners under a path and an abstract name, and a datagram
 * socket that others send to.
 */
#include "specimen.h"
#include <stddef.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

static int stream[2], datagram[2], packet[2], half[2], across[2];

static void expect(const char *what, int fd, const char *expected)
{
    char got[64] = "";
    ssize_t length = must(read(fd, got, sizeof got - 1));
    same(what, strlen(expected), length);
    check(strcmp(expected, got) == 0, "%s, expected %s, got %s", what, expected, got);
}

static int child(void)
{
    must(close(across[0]));
    settled();
    wait_for_term();
    expect("data for the child", across[1], "to the child");
    must(write(across[1], "answer", 6));
    return 0;
}

static void queue(int from, int to, const char *first, const char *second)
{
    must(send(from, first, strlen(first), 0));
    must(send(from, second, strlen(second), 0));
    must(send(to, "back", 4, 0));
}

static void check_messages(const char *what, const int *ends)
{
    expect(what, ends[1], "one");
    expect(what, ends[1], "three");
    expect(what, ends[0], "back");
    must(send(ends[1], "new", 3, 0));
    expect(what, ends[0], "new");
}

static struct sockaddr_un path_name(const char *file, socklen_t *length)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    char *path = in_workdir(file);
    check(strlen(path) < sizeof name.sun_path, "the work directory has too long a name");
    strcpy(name.sun_path, path);
    *length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path) + 1);
    free(path);
    return name;
}

static struct sockaddr_un abstract_name(socklen_t *length)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    int written = snprintf(name.sun_path + 1, sizeof name.sun_path - 1, "ferry-pairs-%d", getpid());
    *length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)written);
    return name;
}

static int bound(const struct sockaddr_un *name, socklen_t length, int type)
{
    int fd = must(socket(AF_UNIX, type, 0));
    must(bind(fd, (const struct sockaddr *)name, length));
    if (type != SOCK_DGRAM)
        must(listen(fd, 3));
    return fd;
}

static void check_listens(const char *what, int listener, const struct sockaddr_un *name, socklen_t length, int type)
{
    char got[8];
    int client = must(socket(AF_UNIX, type, 0));
    must(connect(client, (const struct sockaddr *)name, length));
    int server = must(accept(listener, NULL, NULL));
    must(send(client, "to", 2, 0));
    same(what, 2, must(recv(server, got, sizeof got, 0)));
    must(close(client));
    must(close(server));
}

static void check_closed(int end)
{
    char byte;
    expect("last words of the other end", end, "last words");
    same("end of file", 0, must(read(end, &byte, 1)));
    must_fail(EPIPE, send(end, "x", 1, MSG_NOSIGNAL));
}

int main(int argc, char **argv)
{
    struct stat file;
    char byte, got[8];
    int closed[2];
    socklen_t path_length, packet_length, abstract_length, receiver_length, left_length, right_length;

    begin(argc, argv);
    must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, stream));
    must(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, datagram));
    must(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, packet));
    must(socketpair(AF_UNIX, SOCK_STREAM, 0, half));
    must(socketpair(AF_UNIX, SOCK_STREAM, 0, across));
    must(socketpair(AF_UNIX, SOCK_STREAM, 0, closed));
    queue(stream[0], stream[1], "one", "three");
    queue(datagram[0], datagram[1], "one", "three");
    queue(packet[0], packet[1], "one", "three");
    must(write(half[0], "bye", 3));
    must(shutdown(half[0], SHUT_WR));
    must(write(across[0], "to the child", 12));
    must(write(closed[0], "last words", 10));
    must(close(closed[0]));

    struct sockaddr_un path = path_name("stream", &path_length);
    struct sockaddr_un packets = path_name("packet", &packet_length);
    struct sockaddr_un abstract = abstract_name(&abstract_length);
    struct sockaddr_un receiver_path = path_name("receiver", &receiver_length);
    int listener = bound(&path, path_length, SOCK_STREAM);
    int packet_listener = bound(&packets, packet_length, SOCK_SEQPACKET);
    int hidden = bound(&abstract, abstract_length, SOCK_STREAM);
    int receiver = bound(&receiver_path, receiver_length, SOCK_DGRAM);
    int sender = must(socket(AF_UNIX, SOCK_DGRAM, 0));
    must(connect(sender, (struct sockaddr *)&receiver_path, receiver_length));
    struct sockaddr_un left_path = path_name("left", &left_length), right_path = path_name("right", &right_length);
    int left = bound(&left_path, left_length, SOCK_DGRAM), right = bound(&right_path, right_length, SOCK_DGRAM);
    must(connect(left, (struct sockaddr *)&right_path, right_length));
    must(connect(right, (struct sockaddr *)&left_path, left_length));
    must(send(left, "to the right", 12, 0));
    must(chmod(path.sun_path, 0640));
    pid_t pid = spawn(child);
    must(close(across[1]));
    ready();
    wait_for_term();

    same("descriptor flags", FD_CLOEXEC, must(fcntl(stream[0], F_GETFD)));
    same("status flags", O_NONBLOCK, must(fcntl(datagram[1], F_GETFL)) & O_NONBLOCK);
    expect("the stream", stream[1], "onethree");
    expect("the stream, back", stream[0], "back");
    must(write(stream[0], "new", 3));
    expect("the stream after", stream[1], "new");
    check_messages("datagrams", datagram);
    must_fail(EAGAIN, read(datagram[1], &byte, 1));
    check_messages("packets", packet);
    expect("the half", half[1], "bye");
    same("end of the half", 0, must(read(half[1], &byte, 1)));
    must(write(half[1], "answer", 6));
    expect("an answer to who has shut down", half[0], "answer");
    must_fail(EPIPE, send(half[0], "x", 1, MSG_NOSIGNAL));
    check_closed(closed[1]);
    check_listens("a new stream", listener, &path, path_length, SOCK_STREAM);
    check_listens("a new packet connection", packet_listener, &packets, packet_length, SOCK_SEQPACKET);
    check_listens("a new abstract stream", hidden, &abstract, abstract_length, SOCK_STREAM);
    must(stat(path.sun_path, &file));
    same("mode of the path", S_IFSOCK | 0640, file.st_mode);
    must(send(sender, "datagram", 8, 0));
    expect("a datagram", receiver, "datagram");
    expect("a datagram with a name", right, "to the right");
    struct sockaddr_un from = {0};
    socklen_t length = sizeof from;
    must(send(left, "again", 5, 0));
    same("a datagram afterwards", 5, must(recvfrom(right, got, sizeof got, 0, (struct sockaddr *)&from, &length)));
    check(strcmp(from.sun_path, left_path.sun_path) == 0, "the sender is called %s", from.sun_path);
    finish(pid, 0);
    expect("answer of the child", across[0], "answer");
    same("end of file after the child ended", 0, must(read(across[0], &byte, 1)));
    pass();
}
