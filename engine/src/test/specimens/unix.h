/* For specimens with sockets of unix(7): names, listeners, and what is expected of a descriptor. Include it behind specimen.h. */
#ifndef UNIX_H
#define UNIX_H

#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>

struct unix_name {
    struct sockaddr_un address;
    socklen_t length;
};

/* The next read gives this text, and all of it. */
static inline void expect(const char *what, int fd, const char *expected)
{
    char got[64] = "";
    ssize_t length = must(read(fd, got, sizeof got - 1));
    same(what, strlen(expected), length);
    check(strcmp(expected, got) == 0, "%s, expected %s, got %s", what, expected, got);
}

static inline void put(int fd, const char *text)
{
    same(text, strlen(text), must(send(fd, text, strlen(text), 0)));
}

/* As it is written, with its NUL. */
static inline struct unix_name plain_name(const char *path)
{
    struct unix_name name = {.address.sun_family = AF_UNIX};
    check(strlen(path) < sizeof name.address.sun_path, "the work directory has too long a name");
    strcpy(name.address.sun_path, path);
    name.length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path) + 1);
    return name;
}

static inline struct unix_name path_name(const char *file)
{
    char *path = in_workdir(file);
    struct unix_name name = plain_name(path);
    free(path);
    return name;
}

static inline struct unix_name abstract_name(const char *word)
{
    struct unix_name name = {.address.sun_family = AF_UNIX};
    int written = snprintf(name.address.sun_path + 1, sizeof name.address.sun_path - 1, "ferry-%s-%d", word, getpid());
    name.length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)written);
    return name;
}

/* A socket with that name; it listens unless it is for datagrams. */
static inline int bound(struct unix_name name, int type)
{
    int fd = must(socket(AF_UNIX, type, 0));
    must(bind(fd, (struct sockaddr *)&name.address, name.length));
    if (type != SOCK_DGRAM)
        must(listen(fd, 5));
    return fd;
}

static inline int connected(struct unix_name name, int type)
{
    int fd = must(socket(AF_UNIX, type, 0));
    must(connect(fd, (struct sockaddr *)&name.address, name.length));
    return fd;
}

static inline void check_name(const char *what, int fd, struct unix_name expected)
{
    struct unix_name got = {.length = sizeof got.address};
    must(getsockname(fd, (struct sockaddr *)&got.address, &got.length));
    same(what, expected.length, got.length);
    check(memcmp(&expected.address, &got.address, got.length) == 0, "%s has another name", what);
}

static inline void check_peer(const char *what, int fd, struct unix_name expected)
{
    struct unix_name got = {.length = sizeof got.address};
    must(getpeername(fd, (struct sockaddr *)&got.address, &got.length));
    same(what, expected.length, got.length);
    check(memcmp(&expected.address, &got.address, got.length) == 0, "%s: the peer has another name", what);
}

/* Whoever connects now is accepted next. */
static inline void check_listens(const char *what, int listener, struct unix_name name, int type)
{
    int client = connected(name, type);
    int server = must(accept(listener, NULL, NULL));
    put(client, "to");
    expect(what, server, "to");
    put(server, "fro");
    expect(what, client, "fro");
    must(close(client));
    must(close(server));
}

/* Sends a text with descriptors. */
static inline void pass_rights(int socket, const char *text, const int *fds, size_t count)
{
    union {
        char bytes[CMSG_SPACE(253 * sizeof(int))];
        struct cmsghdr align;
    } control;
    struct iovec part = {.iov_base = (void *)text, .iov_len = strlen(text)};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    message.msg_control = control.bytes;
    message.msg_controllen = CMSG_SPACE(count * sizeof(int));
    struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(count * sizeof(int));
    memcpy(CMSG_DATA(rights), fds, count * sizeof(int));
    same(text, strlen(text), must(sendmsg(socket, &message, 0)));
}

/* The next message is this text and has so many descriptors, which are put into fds. */
static inline void take_rights(int socket, const char *text, int *fds, size_t count)
{
    union {
        char bytes[CMSG_SPACE(253 * sizeof(int))];
        struct cmsghdr align;
    } control;
    char got[64] = "";
    struct iovec part = {.iov_base = got, .iov_len = sizeof got - 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    message.msg_control = control.bytes;
    message.msg_controllen = sizeof control.bytes;
    same(text, strlen(text), must(recvmsg(socket, &message, MSG_DONTWAIT)));
    check(strcmp(text, got) == 0, "expected %s, got %s", text, got);
    struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    check(rights != NULL && rights->cmsg_type == SCM_RIGHTS, "%s has come without descriptors", text);
    same(text, CMSG_LEN(count * sizeof(int)), rights->cmsg_len);
    memcpy(fds, CMSG_DATA(rights), count * sizeof(int));
}

#endif
