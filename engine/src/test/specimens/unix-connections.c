/*
 * Unix sockets that found each other by name: accepted connections through a path and an abstract name, with what waits in them and a
 * half that is shut down; and a datagram socket that sends to one with a name.
 */
#include "specimen.h"
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>

struct pair {
    int client, server;
};

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
    int written = snprintf(name.sun_path + 1, sizeof name.sun_path - 1, "ferry-specimen-%d", getpid());
    *length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)written);
    return name;
}

static struct pair connection(int listener, int type)
{
    struct sockaddr_un name;
    socklen_t length = sizeof name;
    must(getsockname(listener, (struct sockaddr *)&name, &length));
    struct pair made = {.client = must(socket(AF_UNIX, type, 0))};
    must(connect(made.client, (struct sockaddr *)&name, length));
    made.server = must(accept(listener, NULL, NULL));
    return made;
}

static int listener(const struct sockaddr_un *name, socklen_t length, int type)
{
    int fd = must(socket(AF_UNIX, type, 0));
    must(bind(fd, (const struct sockaddr *)name, length));
    must(listen(fd, 3));
    return fd;
}

static void check_names(const char *what, struct pair p, const struct sockaddr_un *name, socklen_t expected)
{
    struct sockaddr_un got;
    socklen_t length = sizeof got;
    must(getpeername(p.client, (struct sockaddr *)&got, &length));
    same(what, expected, length);
    check(memcmp(name, &got, length) == 0, "%s: the client sees another name", what);
    length = sizeof got;
    must(getsockname(p.server, (struct sockaddr *)&got, &length));
    check(length == expected && memcmp(name, &got, length) == 0, "%s: the server has another name", what);
    length = sizeof got;
    must(getsockname(p.client, (struct sockaddr *)&got, &length));
    same("length of the name of a client", sizeof(sa_family_t), length);
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
    socklen_t path_length, packet_length, abstract_length, datagram_length;

    begin(argc, argv);
    struct sockaddr_un path = path_name("stream", &path_length);
    struct sockaddr_un packet = path_name("packet", &packet_length);
    struct sockaddr_un abstract = abstract_name(&abstract_length);
    struct sockaddr_un datagram = path_name("datagram", &datagram_length);

    int streams = listener(&path, path_length, SOCK_STREAM);
    int packets = listener(&packet, packet_length, SOCK_SEQPACKET);
    int hidden = listener(&abstract, abstract_length, SOCK_STREAM);
    struct pair stream = connection(streams, SOCK_STREAM);
    must(send(stream.client, "to the server", 13, 0));
    must(send(stream.server, "to the client", 13, 0));
    struct pair seqpacket = connection(packets, SOCK_SEQPACKET);
    must(send(seqpacket.client, "one", 3, 0));
    must(send(seqpacket.client, "more", 4, 0));
    struct pair half = connection(hidden, SOCK_STREAM);
    must(send(half.client, "bye", 3, 0));
    must(shutdown(half.client, SHUT_WR));

    int receiver = must(socket(AF_UNIX, SOCK_DGRAM, 0)), sender = must(socket(AF_UNIX, SOCK_DGRAM, 0));
    must(bind(receiver, (struct sockaddr *)&datagram, datagram_length));
    must(connect(sender, (struct sockaddr *)&datagram, datagram_length));

    child_pair = connection(hidden, SOCK_STREAM);
    pid_t child = spawn(echo);
    must(close(child_pair.server));
    ready();
    wait_for_term();

    check_names("stream", stream, &path, path_length);
    check_names("seqpacket", seqpacket, &packet, packet_length);
    check_names("abstract", half, &abstract, abstract_length);
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
