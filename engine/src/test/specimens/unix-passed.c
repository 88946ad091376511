/*
 * What CRIU can carry too of what waits in unix sockets and at them: descriptors of files in packets and in a stream, a connection that
 * nobody has accepted, and names that are relative or have been removed.
 */
#include "specimen.h"
#include "unix.h"

static int written(const char *name, const char *text)
{
    char *path = in_workdir(name);
    int fd = must(open(path, O_RDWR | O_CREAT, 0600));
    same(name, strlen(text), must(write(fd, text, strlen(text))));
    free(path);
    return fd;
}

static void give(int socket, const char *text, int fd)
{
    pass_rights(socket, text, &fd, 1);
    must(close(fd));
}

static void check_waiting(const char *what, int listener, int client, struct unix_name name)
{
    check_name(what, listener, name);
    put(client, "waited");
    expect(what, must(accept(listener, NULL, NULL)), "waited");
}

int main(int argc, char **argv)
{
    int packet[2], stream[2], ends[2], got;
    char byte;

    begin(argc, argv);
    must(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, packet));
    must(socketpair(AF_UNIX, SOCK_STREAM, 0, stream));
    must(pipe(ends));
    int shared = written("shared", "one two three"), lone = written("lone", "four five");
    pass_rights(packet[0], "shared", &shared, 1);
    give(packet[0], "lone", lone);
    must(write(ends[1], "in the pipe", 11));
    give(stream[0], "pipe", ends[1]);
    put(stream[0], "after");
    must(lseek(shared, 4, SEEK_SET));

    struct unix_name name = path_name("name"), removed = path_name("removed"), relative = plain_name("relative");
    int listener = bound(name, SOCK_STREAM), client = connected(name, SOCK_STREAM);
    must(shutdown(client, SHUT_RD));
    int hidden = bound(removed, SOCK_STREAM), hidden_client = connected(removed, SOCK_STREAM);
    must(unlink(removed.address.sun_path));
    must(chdir(workdir));
    int near = bound(relative, SOCK_SEQPACKET), near_client = connected(relative, SOCK_SEQPACKET);
    must(chdir("/"));
    ready();
    wait_for_term();

    take_rights(packet[1], "shared", &got, 1);
    same("offset", 4, must(lseek(got, 0, SEEK_CUR)));
    must(lseek(got, 8, SEEK_SET));
    expect("what is behind the offset that is shared", shared, "three");
    take_rights(packet[1], "lone", &got, 1);
    same("offset of what nobody has", 9, must(lseek(got, 0, SEEK_CUR)));
    must(lseek(got, 5, SEEK_SET));
    expect("what nobody has", got, "five");
    take_rights(stream[1], "pipe", &got, 1);
    expect("behind the descriptor", stream[1], "after");
    expect("the pipe", ends[0], "in the pipe");
    must(close(got));
    same("end of the pipe", 0, must(read(ends[0], &byte, 1)));

    check_waiting("the one with a name", listener, client, name);
    same("what is shut down", 0, must(recv(client, &byte, 1, MSG_DONTWAIT)));
    check_waiting("the removed one", hidden, hidden_client, removed);
    must_fail(ENOENT, access(removed.address.sun_path, F_OK));
    check_waiting("the relative one", near, near_client, relative);
    pass();
}
