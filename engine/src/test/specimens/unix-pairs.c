/*
 * Unix sockets as most programs have them, which CRIU can carry as well: pairs of all three types with what waits in them, one that is
 * shut down by half, one whose other end is closed, one across processes; listeners under a path and an abstract name, and a datagram
 * socket that others send to.
 */
#include "specimen.h"
#include "unix.h"

static int stream[2], datagram[2], packet[2], half[2], across[2];

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

    struct unix_name path = path_name("stream"), packets = path_name("packet"), abstract = abstract_name("pairs");
    struct unix_name receiver_path = path_name("receiver");
    int listener = bound(path, SOCK_STREAM), packet_listener = bound(packets, SOCK_SEQPACKET);
    int hidden = bound(abstract, SOCK_STREAM), receiver = bound(receiver_path, SOCK_DGRAM);
    int sender = connected(receiver_path, SOCK_DGRAM);
    struct unix_name left_path = path_name("left"), right_path = path_name("right");
    int left = bound(left_path, SOCK_DGRAM), right = bound(right_path, SOCK_DGRAM);
    must(connect(left, (struct sockaddr *)&right_path.address, right_path.length));
    must(connect(right, (struct sockaddr *)&left_path.address, left_path.length));
    must(send(left, "to the right", 12, 0));
    must(chmod(path.address.sun_path, 0640));
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
    check_listens("a new stream", listener, path, SOCK_STREAM);
    check_listens("a new packet connection", packet_listener, packets, SOCK_SEQPACKET);
    check_listens("a new abstract stream", hidden, abstract, SOCK_STREAM);
    must(stat(path.address.sun_path, &file));
    same("mode of the path", S_IFSOCK | 0640, file.st_mode);
    must(send(sender, "datagram", 8, 0));
    expect("a datagram", receiver, "datagram");
    expect("a datagram with a name", right, "to the right");
    struct sockaddr_un from = {0};
    socklen_t length = sizeof from;
    must(send(left, "again", 5, 0));
    same("a datagram afterwards", 5, must(recvfrom(right, got, sizeof got, 0, (struct sockaddr *)&from, &length)));
    check(strcmp(from.sun_path, left_path.address.sun_path) == 0, "the sender is called %s", from.sun_path);
    finish(pid, 0);
    expect("answer of the child", across[0], "answer");
    same("end of file after the child ended", 0, must(read(across[0], &byte, 1)));
    pass();
}
