/* UDP sockets bound on v4 and v6, and a connected one, keep addresses, peer and options, and still get datagrams. */
#include "specimen.h"
#include <netinet/in.h>
#include <sys/socket.h>

static struct sockaddr_in6 name_of(int fd)
{
    struct sockaddr_in6 name = {0};
    socklen_t length = sizeof name;
    must(getsockname(fd, (struct sockaddr *)&name, &length));
    return name;
}

static int bound_v4(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = must(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    must(setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &(int){1}, sizeof(int)));
    must(setsockopt(fd, SOL_SOCKET, SO_NO_CHECK, &(int){1}, sizeof(int)));
    must(bind(fd, (struct sockaddr *)&address, sizeof address));
    return fd;
}

/* A host may have no IPv6 at all: -1. */
static int bound_v6(void)
{
    struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_addr = in6addr_loopback};
    int fd = socket(AF_INET6, SOCK_DGRAM, 0);
    if (fd != -1 && bind(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static void check_name(const char *what, int fd, const struct sockaddr_in6 *before)
{
    struct sockaddr_in6 after = name_of(fd);
    check(memcmp(before, &after, sizeof after) == 0, "%s, expected port %d, got port %d or another host", what,
          ntohs(before->sin6_port), ntohs(after.sin6_port));
}

static void check_received(const char *what, int from, int to, const struct sockaddr_in6 *address, socklen_t length)
{
    char got[16] = "";
    if (address != NULL)
        must(sendto(from, "datagram", 8, 0, (const struct sockaddr *)address, length));
    else
        must(send(from, "datagram", 8, 0));
    same(what, 8, must(recv(to, got, sizeof got, MSG_DONTWAIT)));
    check(strcmp(got, "datagram") == 0, "%s, expected datagram, got %.16s", what, got);
}

int main(int argc, char **argv)
{
    struct sockaddr_in6 name4, name6 = {0}, name_connected, peer = {0};
    socklen_t length = sizeof peer;
    int broadcast;

    begin(argc, argv);
    int v4 = bound_v4(), v6 = bound_v6(), connected = must(socket(AF_INET, SOCK_DGRAM, 0));
    name4 = name_of(v4);
    must(connect(connected, (struct sockaddr *)&name4, sizeof(struct sockaddr_in)));
    name_connected = name_of(connected);
    if (v6 != -1)
        name6 = name_of(v6);
    ready();
    wait_for_term();

    check_name("address of v4", v4, &name4);
    check_name("address of the connected socket", connected, &name_connected);
    must(getpeername(connected, (struct sockaddr *)&peer, &length));
    same("port of the peer", name4.sin6_port, peer.sin6_port);
    must(getsockopt(v4, SOL_SOCKET, SO_BROADCAST, &broadcast, &(socklen_t){sizeof broadcast}));
    same("SO_BROADCAST", 1, broadcast);
    must(getsockopt(v4, SOL_SOCKET, SO_NO_CHECK, &broadcast, &(socklen_t){sizeof broadcast}));
    same("SO_NO_CHECK", 1, broadcast);
    same("descriptor flags", FD_CLOEXEC, must(fcntl(v4, F_GETFD)));
    check_received("datagram to v4", v4, v4, &name4, sizeof(struct sockaddr_in));
    check_received("datagram of the connected socket", connected, v4, NULL, 0);
    check_received("datagram to the connected socket", v4, connected, &name_connected, sizeof(struct sockaddr_in));
    if (v6 != -1) {
        check_name("address of v6", v6, &name6);
        check_received("datagram to v6", v6, v6, &name6, sizeof name6);
    }
    pass();
}
