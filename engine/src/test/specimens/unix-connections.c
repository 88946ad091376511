/*
 * Unix sockets that found each other by name: accepted connections through a path and an abstract name, with what waits in them and a
 * half that is shut down; and a datagram socket that sends to one with a name.
 */
#include "specimen.h"
#include "unix.h"

struct pair {
    int client, server;
};

static struct pair connection(int listener, int type)
{
    struct unix_name name = {.length = sizeof name.address};
    must(getsockname(listener, (struct sockaddr *)&name.address, &name.length));
    struct pair made = {.client = connected(name, type)};
    made.server = must(accept(listener, NULL, NULL));
    return made;
}

static void check_names(const char *what, struct pair p, struct unix_name name)
{
    struct unix_name got = {.length = sizeof got.address};
    check_peer(what, p.client, name);
    check_name(what, p.server, name);
    must(getsockname(p.client, (struct sockaddr *)&got.address, &got.length));
    same("length of the name of a client", sizeof(sa_family_t), got.length);
}

static void check_talks(const char *what, struct pair p)
{
    char got[8];
    must(send(p.client, "to", 2, 0));
    same(what, 2, must(recv(p.server, got, sizeof got, 0)));
    must(send(p.server, "fro", 3, 0));
    same(what, 3, must(recv(p.client, got, sizeof got, 0)));
}

static struct pair child_pair;

static int echo(void)
{
    char byte;
    close(child_pair.client);
    settled();
    while (recv(child_pair.server, &byte, 1, 0) == 1)
        must(send(child_pair.server, &byte, 1, 0));
    return 7;
}

int main(int argc, char **argv)
{
    char got[32];

    begin(argc, argv);
    struct unix_name path = path_name("stream"), packet = path_name("packet"), abstract = abstract_name("connections");
    struct unix_name datagram = path_name("datagram");

    int streams = bound(path, SOCK_STREAM), packets = bound(packet, SOCK_SEQPACKET);
    int hidden = bound(abstract, SOCK_STREAM);
    struct pair stream = connection(streams, SOCK_STREAM);
    must(send(stream.client, "to the server", 13, 0));
    must(send(stream.server, "to the client", 13, 0));
    struct pair seqpacket = connection(packets, SOCK_SEQPACKET);
    must(send(seqpacket.client, "one", 3, 0));
    must(send(seqpacket.client, "more", 4, 0));
    struct pair half = connection(hidden, SOCK_STREAM);
    must(send(half.client, "bye", 3, 0));
    must(shutdown(half.client, SHUT_WR));

    int receiver = bound(datagram, SOCK_DGRAM), sender = connected(datagram, SOCK_DGRAM);

    child_pair = connection(hidden, SOCK_STREAM);
    pid_t child = spawn(echo);
    must(close(child_pair.server));
    ready();
    wait_for_term();

    check_names("stream", stream, path);
    check_names("seqpacket", seqpacket, packet);
    check_names("abstract", half, abstract);
    same("to the server", 13, must(recv(stream.server, got, sizeof got, 0)));
    check(memcmp(got, "to the server", 13) == 0, "what waited for the server differs");
    same("to the client", 13, must(recv(stream.client, got, sizeof got, 0)));
    check_talks("stream", stream);
    same("the first packet", 3, must(recv(seqpacket.server, got, sizeof got, 0)));
    same("the second packet", 4, must(recv(seqpacket.server, got, sizeof got, 0)));
    check_talks("seqpacket", seqpacket);
    same("the last words", 3, must(recv(half.server, got, sizeof got, 0)));
    same("the end", 0, must(recv(half.server, got, sizeof got, 0)));
    must(send(half.server, "answer", 6, 0));
    same("an answer to who has shut down", 6, must(recv(half.client, got, sizeof got, 0)));
    must_fail(EPIPE, send(half.client, "x", 1, MSG_NOSIGNAL));

    must(send(sender, "datagram", 8, 0));
    same("a datagram", 8, must(recv(receiver, got, sizeof got, 0)));

    check_talks("a new connection", connection(streams, SOCK_STREAM));
    check_talks("a new abstract connection", connection(hidden, SOCK_STREAM));

    must(send(child_pair.client, "e", 1, 0));
    same("the echo", 1, must(recv(child_pair.client, got, 1, 0)));
    must(close(child_pair.client));
    reap(child, 7);
    pass();
}
