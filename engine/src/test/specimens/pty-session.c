/*
 * Two sessions with a pseudoterminal each, as a terminal multiplexer has them. In the first a leader, like a shell, has put one group
 * into the foreground and one into the background; the second is led by a sibling. Ctrl-C at a terminal reaches its foreground only.
 */
#include "specimen.h"
#include "pty.h"

static int masters[2], slave;
static pid_t foreground;
static volatile sig_atomic_t interrupts, hangups, refusals;

static void on_signal(int signal)
{
    if (signal == SIGINT)
        interrupts++;
    else if (signal == SIGTTIN)
        refusals++;
    else
        hangups++;
}

static void watch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    must(sigaction(SIGINT, &action, NULL));
    must(sigaction(SIGHUP, &action, NULL));
    must(sigaction(SIGTTIN, &action, NULL));
    signal(SIGTTOU, SIG_IGN);
}

static void begin_session(int of)
{
    must(setsid());
    slave = must(ioctl(of, TIOCGPTPEER, O_RDWR));
    if (tcgetsid(slave) != getpid())
        must(ioctl(slave, TIOCSCTTY, 0));
    must(close(masters[0]));
    must(close(masters[1]));
}

/* The interrupt is awaited before SIGTERM is: the parent writes the one and sends the other. */
static int foreground_child(void)
{
    must(setpgid(0, 0));
    must(tcsetpgrp(slave, getpid()));
    settled();
    wait_for_term();
    same("foreground group as its member sees it", getpid(), tcgetpgrp(slave));
    same("interrupts in the foreground", 1, interrupts);
    same("hangups in the foreground", 0, hangups);
    return 3;
}

static int background_child(void)
{
    char byte;
    must(setpgid(0, 0));
    settled();
    wait_for_term();
    same("foreground group as the background sees it", foreground, tcgetpgrp(slave));
    same("interrupts in the background", 0, interrupts);
    same("hangups in the background", 0, hangups);
    must_fail(EINTR, read(slave, &byte, 1));
    same("SIGTTIN for a read in the background", 1, refusals);
    return 4;
}

static int shell(void)
{
    char line[16];
    watch_signals();
    begin_session(masters[0]);
    int to_parent = settled_fd;
    foreground = spawn(foreground_child);
    pid_t background = spawn(background_child);
    settled_fd = to_parent;
    settled();
    wait_for_term();
    same("session of the terminal", getpid(), tcgetsid(slave));
    same("foreground group", foreground, tcgetpgrp(slave));
    finish(background, 4);
    finish(foreground, 3);
    must(tcsetpgrp(slave, getpgrp()));
    same("hangups of the leader", 0, hangups);
    same("interrupts of the leader", 0, interrupts);
    same("a line for the leader", 5, must(read(slave, line, sizeof line)));
    return 2;
}

static int sibling(void)
{
    watch_signals();
    begin_session(masters[1]);
    settled();
    wait_for_term();
    same("session of the other terminal", getpid(), tcgetsid(slave));
    same("group of the other terminal", getpid(), tcgetpgrp(slave));
    same("interrupts of the other session", 0, interrupts);
    return 6;
}

int main(int argc, char **argv)
{
    begin(argc, argv);
    masters[0] = open_master();
    masters[1] = open_master();
    pid_t first = spawn(shell);
    pid_t second = spawn(sibling);
    ready();
    wait_for_term();

    char echo[64];
    must(write(masters[0], "\003", 1));
    check(must(read(masters[0], echo, sizeof echo)) > 0, "Ctrl-C is not echoed");
    must(write(masters[0], "line\n", 5));
    finish(first, 2);
    finish(second, 6);
    pass();
}
