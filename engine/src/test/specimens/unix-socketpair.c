/* Pairs of unix sockets with data in flight: a stream both ways, datagrams with their bounds, one across processes. */
#include "specimen.h"
#include "unix.h"

static int stream[2], datagram[2], across[2];

static int child(void)
{
    must(close(across[0]));
    settled();
    wait_for_term();
    expect("data for the child", across[1], "to the child");
    must(write(across[1], "answer", 6));
    return 0;
}

static void queue_stream(void)
{
    unsigned char data[20000];
    fill(data, sizeof data, 1);
    same("bytes queued", sizeof data, write(stream[0], data, sizeof data));
    must(write(stream[1], "back", 4));
}

static void check_stream(void)
{
    unsigned char data[20000];
    same("bytes of the stream", sizeof data, must(recv(stream[1], data, sizeof data, MSG_WAITALL)));
    verify("stream", data, sizeof data, 1);
    expect("stream, other direction", stream[0], "back");
    must(write(stream[0], "new", 3));
    expect("stream after", stream[1], "new");
}

static void check_datagrams(void)
{
    expect("first datagram", datagram[1], "one");
    expect("second datagram", datagram[1], "");
    expect("third datagram", datagram[1], "three");
    same("status flags", O_NONBLOCK, must(fcntl(datagram[1], F_GETFL)) & O_NONBLOCK);
    must_fail(EAGAIN, read(datagram[1], &stream, 1));
}

int main(int argc, char **argv)
{
    int type;
    socklen_t length = sizeof type;

    begin(argc, argv);
    must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, stream));
    must(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, datagram));
    must(socketpair(AF_UNIX, SOCK_STREAM, 0, across));
    queue_stream();
    must(send(datagram[0], "one", 3, 0));
    must(send(datagram[0], "", 0, 0));
    must(send(datagram[0], "three", 5, 0));
    must(write(across[0], "to the child", 12));
    pid_t pid = spawn(child);
    must(close(across[1]));
    ready();
    wait_for_term();

    must(getsockopt(datagram[0], SOL_SOCKET, SO_TYPE, &type, &length));
    same("type of the datagram socket", SOCK_DGRAM, type);
    same("descriptor flags", FD_CLOEXEC, must(fcntl(stream[0], F_GETFD)));
    check_stream();
    check_datagrams();
    finish(pid, 0);
    expect("answer of the child", across[0], "answer");
    same("end of file after the child ended", 0, must(read(across[0], &type, 1)));
    pass();
}
