/*
 * TCP connections between two processes of the tree: one idle; one with more in both directions than the windows hold; both halves closed
 * in every order; options; a socket whose connection is over; IPv6.
 */
#include "specimen.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

struct pair {
    int client, server;
};

static int listeners[2];

static int listener(int family)
{
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_addr = in6addr_loopback};
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(family, SOCK_STREAM, 0);
    int bound = family == AF_INET ? bind(fd, (struct sockaddr *)&v4, sizeof v4) : bind(fd, (struct sockaddr *)&v6, sizeof v6);
    if (fd == -1 || bound != 0)
        return -1;
    must(listen(fd, 5));
    return fd;
}

static struct pair connection(int listening)
{
    struct sockaddr_storage name;
    socklen_t length = sizeof name;
    must(getsockname(listening, (struct sockaddr *)&name, &length));
    struct pair made = {.client = must(socket(name.ss_family, SOCK_STREAM, 0))};
    must(connect(made.client, (struct sockaddr *)&name, length));
    made.server = must(accept(listening, NULL, NULL));
    return made;
}

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

/* Sends until the kernel takes no more; returns how much. */
static size_t stuff(int fd, unsigned seed)
{
    static unsigned char bytes[1 << 23];
    size_t at = 0;
    fill(bytes, sizeof bytes, seed);
    for (;;) {
        ssize_t sent = send(fd, bytes + at, sizeof bytes - at, MSG_DONTWAIT);
        if (sent == -1 && errno == EAGAIN)
            break;
        at += (size_t)must(sent);
        check(at < sizeof bytes, "the socket buffers are larger than %zu", sizeof bytes);
    }
    return at;
}

static void receive(const char *what, int fd, size_t length, unsigned seed)
{
    static unsigned char bytes[1 << 23];
    same(what, length, length == 0 ? 0 : must(recv(fd, bytes, length, MSG_WAITALL)));
    verify(what, bytes, length, seed);
}

static void receive_end(const char *what, int fd)
{
    char byte;
    same(what, 0, must(recv(fd, &byte, 1, 0)));
}

static void check_talks(const char *what, struct pair p)
{
    char got[8];
    must(send(p.client, "to", 2, 0));
    same(what, 2, must(recv(p.server, got, 2, MSG_WAITALL)));
    must(send(p.server, "fro", 3, 0));
    same(what, 3, must(recv(p.client, got, 3, MSG_WAITALL)));
}

static int state(int fd)
{
    struct tcp_info info;
    socklen_t length = sizeof info;
    must(getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length));
    return info.tcpi_state;
}

static int events(int fd)
{
    struct pollfd asked = {.fd = fd, .events = POLLIN | POLLRDHUP};
    must(poll(&asked, 1, 0));
    return asked.revents;
}

static struct sockaddr_in6 name_of(int fd)
{
    struct sockaddr_in6 name = {0};
    socklen_t length = sizeof name;
    must(getsockname(fd, (struct sockaddr *)&name, &length));
    return name;
}

/* The listeners take new connections on the old ports. */
static void check_listeners(void)
{
    for (size_t i = 0; i < COUNT_OF(listeners); i++)
        if (listeners[i] != -1)
            check_talks("a new connection", connection(listeners[i]));
}

static struct pair child_pair;

/* The child echoes what comes; parent and child are the two ends, and the parent closes the child's end. */
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
    begin(argc, argv);
    listeners[0] = listener(AF_INET);
    listeners[1] = listener(AF_INET6);

    struct pair idle = connection(listeners[0]);
    set_option(idle.client, IPPROTO_TCP, TCP_NODELAY, 1);
    set_option(idle.client, SOL_SOCKET, SO_KEEPALIVE, 1);
    set_option(idle.client, IPPROTO_TCP, TCP_KEEPIDLE, 77);
    set_option(idle.server, SOL_SOCKET, SO_REUSEADDR, 1);
    set_option(idle.server, SOL_SOCKET, SO_RCVBUF, 40000);
    must(fcntl(idle.client, F_SETFL, O_NONBLOCK));
    struct sockaddr_in6 idle_name = name_of(idle.client);

    struct pair full = connection(listeners[0]);
    size_t to_server = stuff(full.client, 1), to_client = stuff(full.server, 2);

    struct pair six = {-1, -1};
    if (listeners[1] != -1) {
        six = connection(listeners[1]);
        must(send(six.client, "six", 3, 0));
    }

    struct pair half = connection(listeners[0]); /* FIN_WAIT2 and CLOSE_WAIT */
    must(send(half.client, "last words", 10, 0));
    must(shutdown(half.client, SHUT_WR));

    struct pair stuck = connection(listeners[0]); /* FIN_WAIT1: the end waits behind data that have no room */
    size_t stuck_bytes = stuff(stuck.client, 3);
    must(shutdown(stuck.client, SHUT_WR));

    struct pair late = connection(listeners[0]); /* LAST_ACK likewise */
    must(shutdown(late.server, SHUT_WR));
    size_t late_bytes = stuff(late.client, 4);
    must(shutdown(late.client, SHUT_WR));

    struct pair deaf = connection(listeners[0]);
    must(shutdown(deaf.client, SHUT_RD));

    struct pair over = connection(listeners[0]); /* both ends have closed */
    must(shutdown(over.client, SHUT_WR));
    must(shutdown(over.server, SHUT_WR));
    receive_end("the end of a client", over.server);
    receive_end("the end of a server", over.client);

    struct pair reset = connection(listeners[0]);
    struct linger hard = {.l_onoff = 1};
    must(setsockopt(reset.server, SOL_SOCKET, SO_LINGER, &hard, sizeof hard));
    must(close(reset.server));
    char byte;
    must_fail(ECONNRESET, recv(reset.client, &byte, 1, 0));

    child_pair = connection(listeners[0]);
    pid_t child = spawn(echo);
    must(close(child_pair.server));
    ready();
    wait_for_term();

    struct sockaddr_in6 name = name_of(idle.client);
    check(memcmp(&idle_name, &name, sizeof name) == 0, "the address of a client differs");
    same("TCP_NODELAY", 1, option(idle.client, IPPROTO_TCP, TCP_NODELAY));
    same("TCP_NODELAY of the server", 0, option(idle.server, IPPROTO_TCP, TCP_NODELAY));
    same("SO_KEEPALIVE", 1, option(idle.client, SOL_SOCKET, SO_KEEPALIVE));
    same("TCP_KEEPIDLE", 77, option(idle.client, IPPROTO_TCP, TCP_KEEPIDLE));
    same("SO_REUSEADDR", 1, option(idle.server, SOL_SOCKET, SO_REUSEADDR));
    same("SO_REUSEADDR of the client", 0, option(idle.client, SOL_SOCKET, SO_REUSEADDR));
    same("SO_RCVBUF", 80000, option(idle.server, SOL_SOCKET, SO_RCVBUF));
    same("O_NONBLOCK", O_NONBLOCK, must(fcntl(idle.client, F_GETFL)) & O_NONBLOCK);
    must_fail(EAGAIN, recv(idle.client, &byte, 1, 0));
    must(fcntl(idle.client, F_SETFL, 0));
    check_talks("the idle connection", idle);

    receive("the full connection to the server", full.server, to_server, 1);
    receive("the full connection to the client", full.client, to_client, 2);
    check_talks("the full connection", full);
    if (six.client != -1) {
        char got[3];
        same("over IPv6", 3, must(recv(six.server, got, 3, MSG_WAITALL)));
        check_talks("over IPv6", six);
    }

    char words[10];
    await("CLOSE_WAIT", state(half.server) == TCP_CLOSE_WAIT);
    await("FIN_WAIT2", state(half.client) == TCP_FIN_WAIT2);
    same("last words", 10, must(recv(half.server, words, 10, MSG_WAITALL)));
    receive_end("the end after the last words", half.server);
    must(send(half.server, "answer", 6, 0));
    same("the answer to a half-closed client", 6, must(recv(half.client, words, 6, MSG_WAITALL)));
    must_fail(EPIPE, send(half.client, "x", 1, MSG_NOSIGNAL));

    receive("before the end that was stuck", stuck.server, stuck_bytes, 3);
    receive_end("the end that was stuck", stuck.server);
    receive("before the second end", late.server, late_bytes, 4);
    receive_end("the second end", late.server);
    receive_end("the first end", late.client);

    check((events(deaf.client) & POLLRDHUP) != 0, "SHUT_RD is forgotten");
    must(send(deaf.client, "x", 1, 0));
    same("from a deaf client", 1, must(recv(deaf.server, &byte, 1, 0)));

    receive_end("a connection that is over", over.server);
    receive_end("a connection that is over", over.client);
    must_fail(EPIPE, send(over.client, "x", 1, MSG_NOSIGNAL));
    receive_end("a connection that was reset", reset.client);
    must_fail(EPIPE, send(reset.client, "x", 1, MSG_NOSIGNAL));

    must(send(child_pair.client, "e", 1, 0));
    same("the echo", 1, must(recv(child_pair.client, &byte, 1, 0)));
    must(shutdown(child_pair.client, SHUT_WR));
    reap(child, 7);
    check_listeners();
    pass();
}
