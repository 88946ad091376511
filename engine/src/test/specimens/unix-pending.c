/*
 * Connections that nobody has accepted yet, of clients in the tree: several at a listener that has accepted one already, in their order,
 * one that is shut down by half, one with a name of its own, one of a child, and one of packets.
 */
#include "specimen.h"
#include "unix.h"

static struct unix_name streams, packets, own;

static int child(void)
{
    int client = connected(streams, SOCK_STREAM);
    settled();
    wait_for_term();
    put(client, "child");
    expect("an answer for the child", client, "welcome");
    return 6;
}

static int accepted(const char *what, int listener, const char *text)
{
    int server = must(accept(listener, NULL, NULL));
    check_name(what, server, streams);
    if (text != NULL)
        expect(what, server, text);
    return server;
}

int main(int argc, char **argv)
{
    char byte;
    begin(argc, argv);
    streams = path_name("streams");
    packets = abstract_name("packets");
    own = path_name("own");
    int listener = bound(streams, SOCK_STREAM), packet_listener = bound(packets, SOCK_SEQPACKET);
    int before = connected(streams, SOCK_STREAM), server = must(accept(listener, NULL, NULL));
    put(before, "was accepted");

    int first = connected(streams, SOCK_STREAM);
    must(fcntl(first, F_SETFL, O_NONBLOCK));
    int half = connected(streams, SOCK_STREAM);
    must(shutdown(half, SHUT_WR));
    pid_t pid = spawn(child);
    int named = must(socket(AF_UNIX, SOCK_STREAM, 0));
    must(bind(named, (struct sockaddr *)&own.address, own.length));
    must(connect(named, (struct sockaddr *)&streams.address, streams.length));
    int last = connected(streams, SOCK_STREAM);
    int packet = connected(packets, SOCK_SEQPACKET);
    ready();
    wait_for_term();

    expect("what was accepted", server, "was accepted");
    same("flags of the first", O_NONBLOCK, must(fcntl(first, F_GETFL)) & O_NONBLOCK);
    check_peer("the first", first, streams);
    must_fail(EAGAIN, recv(first, &byte, 1, 0));
    must_fail(EPIPE, send(half, "x", 1, MSG_NOSIGNAL));
    put(first, "first");
    put(last, "last");
    put(named, "named");
    must(kill(pid, SIGTERM));
    accepted("the first", listener, "first");
    int answers = accepted("the half", listener, NULL);
    same("end of the half", 0, must(read(answers, &byte, 1)));
    put(answers, "answer");
    expect("an answer to who has shut down", half, "answer");
    put(accepted("the child's", listener, "child"), "welcome");
    check_peer("who has a name", accepted("who has a name", listener, "named"), own);
    check_name("the client with a name", named, own);
    accepted("the last", listener, "last");
    must(fcntl(listener, F_SETFL, O_NONBLOCK));
    must_fail(EAGAIN, accept(listener, NULL, NULL));
    reap(pid, 6);

    put(packet, "one");
    put(packet, "two");
    int packet_server = must(accept(packet_listener, NULL, NULL));
    expect("the first packet", packet_server, "one");
    expect("the second packet", packet_server, "two");
    must(fcntl(listener, F_SETFL, 0));
    check_listens("a new connection", listener, streams, SOCK_STREAM);
    pass();
}
