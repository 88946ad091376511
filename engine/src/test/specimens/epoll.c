/* An epoll set on a pipe, eventfds and a listening socket keeps data, edge-triggering and used-up one-shots. */
#include "specimen.h"
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#define PIPE 0x1111222233334444UL
#define EDGE 0x5555666677778888UL
#define ARMED 0xaaaabbbbccccddddUL
#define USED 0xffffffff00000001UL
#define LISTENER 0x8000000000000000UL

static int epoll;

static void add(int fd, unsigned events, unsigned long data)
{
    struct epoll_event event = {.events = events, .data.u64 = data};
    must(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event));
}

static void expect(const char *what, unsigned events, unsigned long data)
{
    struct epoll_event event = {0};
    same(what, 1, must(epoll_wait(epoll, &event, 1, 40000)));
    same(what, events, event.events);
    same(what, data, event.data.u64);
}

static void expect_nothing(const char *what)
{
    struct epoll_event event = {0};
    int ready = must(epoll_wait(epoll, &event, 1, 0));
    check(ready == 0, "%s, expected no event, got one with data 0x%llx", what, (unsigned long long)event.data.u64);
}

static int listener(struct sockaddr_in *address)
{
    socklen_t length = sizeof *address;
    int fd = must(socket(AF_INET, SOCK_STREAM, 0));
    *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    must(bind(fd, (struct sockaddr *)address, sizeof *address));
    must(listen(fd, 5));
    must(getsockname(fd, (struct sockaddr *)address, &length));
    return fd;
}

int main(int argc, char **argv)
{
    struct sockaddr_in address;
    int ends[2];
    char byte;

    begin(argc, argv);
    epoll = must(epoll_create1(EPOLL_CLOEXEC));
    must(pipe(ends));
    int edge = must(eventfd(0, 0)), armed = must(eventfd(0, 0)), used = must(eventfd(1, 0));
    int listening = listener(&address);
    add(ends[0], EPOLLIN, PIPE);
    add(edge, EPOLLIN | EPOLLET, EDGE);
    add(armed, EPOLLIN | EPOLLONESHOT, ARMED);
    add(used, EPOLLIN | EPOLLONESHOT, USED);
    add(listening, EPOLLIN, LISTENER);
    expect("one-shot before", EPOLLIN, USED);
    must(write(ends[1], "x", 1));
    ready();
    wait_for_term();

    same("descriptor flags", FD_CLOEXEC, must(fcntl(epoll, F_GETFD)));
    expect("pipe that was readable before", EPOLLIN, PIPE);
    expect("pipe that is still readable", EPOLLIN, PIPE);
    must(read(ends[0], &byte, 1));
    expect_nothing("used-up one-shot");
    must(eventfd_write(edge, 1));
    expect("edge", EPOLLIN, EDGE);
    expect_nothing("edge that was reported");
    must(eventfd_write(armed, 1));
    expect("armed one-shot", EPOLLIN, ARMED);
    expect_nothing("one-shot that fired");
    int client = must(socket(AF_INET, SOCK_STREAM, 0));
    must(connect(client, (struct sockaddr *)&address, sizeof address));
    expect("listening socket", EPOLLIN, LISTENER);
    pass();
}
