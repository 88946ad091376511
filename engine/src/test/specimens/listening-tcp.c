/* Listening sockets on v4 and v6 keep address, backlog and options, and accept a new connection. */
#include "specimen.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#define BACKLOG 37

static int option(int fd, int level, int name)
{
    int value = 0;
    socklen_t length = sizeof value;
    must(getsockopt(fd, level, name, &value, &length));
    return value;
}

static void set_option(int fd, int level, int name, int value)
{
    must(setsockopt(fd, level, name, &value, sizeof value));
}

static struct sockaddr_in6 name_of(int fd)
{
    struct sockaddr_in6 name = {0};
    socklen_t length = sizeof name;
    must(getsockname(fd, (struct sockaddr *)&name, &length));
    return name;
}

static int listener_v4(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = must(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
    set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    must(bind(fd, (struct sockaddr *)&address, sizeof address));
    must(listen(fd, BACKLOG));
    return fd;
}

/* A host may have no IPv6 at all: -1. */
static int listener_v6(int only)
{
    struct sockaddr_in6 address = {.sin6_family = AF_INET6};
    if (only)
        address.sin6_addr = in6addr_loopback;
    int fd = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (fd == -1)
        return -1;
    set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY, only);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        close(fd);
        return -1;
    }
    must(listen(fd, BACKLOG));
    return fd;
}

static void check_listens(int fd, const struct sockaddr_in6 *before)
{
    struct sockaddr_in6 after = name_of(fd);
    struct tcp_info info;
    socklen_t length = sizeof info;
    check(memcmp(before, &after, sizeof after) == 0, "address, expected port %d, got port %d or another host",
          ntohs(before->sin6_port), ntohs(after.sin6_port));
    same("SO_ACCEPTCONN", 1, option(fd, SOL_SOCKET, SO_ACCEPTCONN));
    must(getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length));
    same("backlog", BACKLOG, info.tcpi_sacked); /* what tcp_info says of a listener, tcp_get_info() */
}

static void check_accepts(int fd, const struct sockaddr *address, socklen_t length)
{
    char got[8];
    int client = must(socket(address->sa_family, SOCK_STREAM, 0));
    must(connect(client, address, length));
    int server = must(accept(fd, NULL, NULL));
    must(write(client, "hello", 5));
    same("bytes through a new connection", 5, must(recv(server, got, 5, MSG_WAITALL)));
    must(close(client));
    must(close(server));
}

static void check_v4(int fd, const struct sockaddr_in6 *before)
{
    check_listens(fd, before);
    same("descriptor flags", FD_CLOEXEC, must(fcntl(fd, F_GETFD)));
    same("SO_REUSEADDR", 1, option(fd, SOL_SOCKET, SO_REUSEADDR));
    same("SO_KEEPALIVE", 1, option(fd, SOL_SOCKET, SO_KEEPALIVE));
    same("TCP_NODELAY", 1, option(fd, IPPROTO_TCP, TCP_NODELAY));
    must_fail(EADDRINUSE, bind(must(socket(AF_INET, SOCK_STREAM, 0)), (const struct sockaddr *)before,
                               sizeof(struct sockaddr_in)));
    check_accepts(fd, (const struct sockaddr *)before, sizeof(struct sockaddr_in));
}

static void check_v6(int fd, const struct sockaddr_in6 *before, int only)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = before->sin6_port,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    check_listens(fd, before);
    same("status flags", O_NONBLOCK, must(fcntl(fd, F_GETFL)) & O_NONBLOCK);
    same("SO_REUSEADDR of v6", 0, option(fd, SOL_SOCKET, SO_REUSEADDR));
    same("IPV6_V6ONLY", only, option(fd, IPPROTO_IPV6, IPV6_V6ONLY));
    if (only)
        check_accepts(fd, (const struct sockaddr *)before, sizeof *before);
    else
        check_accepts(fd, (const struct sockaddr *)&v4, sizeof v4);
}

int main(int argc, char **argv)
{
    struct sockaddr_in6 name4, name6 = {0}, name_both = {0};

    begin(argc, argv);
    int v4 = listener_v4(), v6 = listener_v6(1), both = listener_v6(0);
    name4 = name_of(v4);
    if (v6 != -1)
        name6 = name_of(v6);
    if (both != -1)
        name_both = name_of(both);
    ready();
    wait_for_term();

    check_v4(v4, &name4);
    if (v6 != -1)
        check_v6(v6, &name6, 1);
    if (both != -1)
        check_v6(both, &name_both, 0);
    pass();
}
