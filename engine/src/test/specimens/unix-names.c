/*
 * Names of unix sockets that lead nowhere by themselves: relative to a directory that the program has left, one of them too long to be
 * said otherwise; removed, with an accepted connection, one that waits and a sender of datagrams; removed and taken by another socket.
 */
#include "specimen.h"
#include "unix.h"

struct served {
    struct unix_name name;
    int listener, client, server, waiting;
};

static void move_to(const char *directory)
{
    must(mkdir(directory, 0700));
    must(chdir(directory));
}

/* A listener that has accepted one and lets another one wait. */
static struct served serve(struct unix_name name)
{
    struct served made = {.name = name, .listener = bound(name, SOCK_STREAM)};
    made.client = connected(name, SOCK_STREAM);
    made.server = must(accept(made.listener, NULL, NULL));
    made.waiting = connected(name, SOCK_STREAM);
    put(made.client, "before");
    return made;
}

static void check_served(const char *what, struct served s)
{
    check_name(what, s.listener, s.name);
    check_name(what, s.server, s.name);
    check_peer(what, s.client, s.name);
    check_peer(what, s.waiting, s.name);
    expect(what, s.server, "before");
    put(s.waiting, "waited");
    expect(what, must(accept(s.listener, NULL, NULL)), "waited");
    must(fcntl(s.listener, F_SETFL, O_NONBLOCK));
    must_fail(EAGAIN, accept(s.listener, NULL, NULL));
}

static void check_mail(const char *what, int sender, int receiver, struct unix_name name)
{
    check_name(what, receiver, name);
    put(sender, "mail");
    expect(what, receiver, "mail");
}

int main(int argc, char **argv)
{
    struct stat file;
    char directory[64], *path;
    memset(directory, 'd', sizeof directory - 1);
    directory[sizeof directory - 1] = 0;

    begin(argc, argv);
    path = realpath(workdir, NULL);
    check(path != NULL, "realpath: %s", strerror(errno));
    workdir = path;
    must(chdir(workdir));
    struct served near = serve(plain_name("./near"));
    must(chmod("near", 0640));
    struct unix_name removed_name = plain_name("removed");
    int removed = bound(removed_name, SOCK_DGRAM), to_removed = connected(removed_name, SOCK_DGRAM);
    must(unlink("removed"));
    move_to(directory);
    move_to(directory);
    struct served far = serve(plain_name("far"));
    int mail = bound(plain_name("mail"), SOCK_DGRAM), to_mail = connected(plain_name("mail"), SOCK_DGRAM);
    must(chdir("/"));

    struct unix_name gone_name = path_name("gone"), taken_name = path_name("taken");
    struct served gone = serve(gone_name);
    must(unlink(gone_name.address.sun_path));
    struct served older = serve(taken_name);
    must(unlink(taken_name.address.sun_path));
    struct served newer = serve(taken_name);
    ready();
    wait_for_term();

    check_served("near", near);
    must(stat(in_workdir("near"), &file));
    same("mode of a relative one", S_IFSOCK | 0640, file.st_mode);
    check_served("far", far);
    check_mail("mail", to_mail, mail, plain_name("mail"));
    check_mail("mail to one that was removed", to_removed, removed, removed_name);
    must_fail(ENOENT, access(in_workdir("removed"), F_OK));
    check_served("gone", gone);
    must_fail(ENOENT, access(gone_name.address.sun_path, F_OK));
    check_served("the older one", older);
    check_served("the newer one", newer);
    must(fcntl(newer.listener, F_SETFL, 0));
    check_listens("a new connection", newer.listener, taken_name, SOCK_STREAM);
    must(chdir(workdir));
    must(fcntl(near.listener, F_SETFL, 0));
    check_listens("a new connection to a relative one", near.listener, near.name, SOCK_STREAM);
    must(chdir(directory));
    must(chdir(directory));
    must(fcntl(far.listener, F_SETFL, 0));
    check_listens("a new connection to a far one", far.listener, far.name, SOCK_STREAM);
    pass();
}
