/*
 * Receiving and sending on sockets that have a time-out, which the kernel does not restart after a stop (signal(7),
 * "Interruption by stop signals"): the engine has to start the calls again.
 */
#include "specimen.h"
#include <pthread.h>
#include <sys/socket.h>
#include <sys/time.h>

#define WORD "ferry"

static int sockets[3][2];
static char full[1 << 16];

static ssize_t by_recv(int socket, char *word)
{
    return recv(socket, word, sizeof WORD, 0);
}

static ssize_t by_read(int socket, char *word)
{
    return read(socket, word, sizeof WORD);
}

static ssize_t by_send(int socket, char *word)
{
    strcpy(word, WORD);
    return send(socket, word, sizeof WORD, 0);
}

static ssize_t (*const calls[])(int, char *) = {by_recv, by_read, by_send};

static void *call(void *argument)
{
    long self = (long)argument;
    char word[sizeof WORD] = "";
    same("length", sizeof WORD, must(calls[self](sockets[self][0], word)));
    check(strcmp(word, WORD) == 0, "word of call %ld, expected " WORD ", got %s", self, word);
    return argument;
}

static void set_timeouts(int socket)
{
    struct timeval hour = {.tv_sec = 3600};
    must(setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &hour, sizeof hour));
    must(setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &hour, sizeof hour));
}

static void drain(int socket)
{
    while (recv(socket, full, sizeof full, MSG_DONTWAIT) > 0) {}
}

int main(int argc, char **argv)
{
    pthread_t threads[COUNT_OF(sockets)];

    begin(argc, argv);
    for (size_t i = 0; i < COUNT_OF(sockets); i++) {
        must(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets[i]));
        set_timeouts(sockets[i][0]);
    }
    while (send(sockets[2][0], full, sizeof full, MSG_DONTWAIT) > 0) {}
    for (long i = 0; i < (long)COUNT_OF(sockets); i++)
        must_be_zero(pthread_create(&threads[i], NULL, call, (void *)i));
    wait_until_threads_sleep(COUNT_OF(sockets));
    ready();
    wait_for_term();

    must(write(sockets[0][1], WORD, sizeof WORD));
    must(write(sockets[1][1], WORD, sizeof WORD));
    drain(sockets[2][1]);
    for (size_t i = 0; i < COUNT_OF(sockets); i++)
        must_be_zero(pthread_join(threads[i], NULL));
    pass();
}
