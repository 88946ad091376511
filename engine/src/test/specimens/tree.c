/*
 * root (leads the session)
 *  |- first   (leads its own group)
 *  |    `- grandchild
 *  |- second  (in the group of first)
 *  `- middle  (leads its own session)
 *       |- plain   (in the group of middle)
 *       `- leader  (leads its own group in that session)
 * Everybody keeps pid, parent, group and session; parents reap the exit statuses of their own children.
 */
#include "specimen.h"

struct place {
    pid_t pid, parent, group, session;
};

static pid_t first;

static struct place place_of_self(void)
{
    return (struct place){getpid(), getppid(), getpgrp(), getsid(0)};
}

/* Settles, waits, and compares; then the caller lets its children go. */
static void stay(void)
{
    struct place before = place_of_self();
    settled();
    wait_for_term();
    struct place after = place_of_self();
    same("pid", before.pid, after.pid);
    same("parent", before.parent, after.parent);
    same("process group", before.group, after.group);
    same("session", before.session, after.session);
}

static int leaf(void)
{
    stay();
    return 21;
}

static int leading_leaf(void)
{
    must(setpgid(0, 0));
    stay();
    return 22;
}

static int first_child(void)
{
    must(setpgid(0, 0));
    int to_parent = settled_fd;
    pid_t grandchild = spawn(leaf);
    settled_fd = to_parent;
    stay();
    finish(grandchild, 21);
    return 11;
}

static int second_child(void)
{
    must(setpgid(0, first));
    stay();
    return 12;
}

static int middle_child(void)
{
    must(setsid());
    int to_parent = settled_fd;
    pid_t plain = spawn(leaf);
    pid_t leader = spawn(leading_leaf);
    settled_fd = to_parent;
    stay();
    finish(plain, 21);
    finish(leader, 22);
    return 13;
}

int main(int argc, char **argv)
{
    begin(argc, argv);
    struct place before = place_of_self();
    first = spawn(first_child);
    pid_t second = spawn(second_child);
    pid_t middle = spawn(middle_child);
    same("group of the second child before", first, getpgid(second));
    same("session of the middle child before", middle, getsid(middle));
    ready();
    wait_for_term();

    same("pid of the root", before.pid, getpid());
    same("group of the root", before.group, getpgrp());
    same("session of the root", before.session, getsid(0));
    same("group of the second child", first, getpgid(second));
    same("session of the middle child", middle, getsid(middle));
    finish(first, 11);
    finish(second, 12);
    finish(middle, 13);
    must_fail(ECHILD, waitpid(-1, NULL, 0));
    pass();
}
