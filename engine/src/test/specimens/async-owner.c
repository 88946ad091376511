/* Signals when a file is ready (F_SETOWN, F_SETSIG, O_ASYNC): to a process and to a thread, by a socket, a pipe and a named pipe. */
#include "specimen.h"
#include <pthread.h>
#include <sys/socket.h>

static volatile sig_atomic_t io, detailed, fd_of_signal;
static volatile pid_t tid, got_by;
static volatile int stop;

static void on_io(int signal, siginfo_t *info, void *context)
{
    (void)context;
    if (signal == SIGIO) {
        io++;
        return;
    }
    fd_of_signal = info->si_fd;
    got_by = gettid();
    detailed++;
}

static void *told(void *argument)
{
    tid = gettid();
    while (!stop)
        usleep(1000);
    return argument;
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_sigaction = on_io, .sa_flags = SA_SIGINFO | SA_RESTART};
    struct f_owner_ex owner = {F_OWNER_TID, 0};
    int ends[2], pipes[2];
    pthread_t thread;

    begin(argc, argv);
    must(sigaction(SIGIO, &action, NULL));
    must(sigaction(SIGRTMIN, &action, NULL));
    must_be_zero(pthread_create(&thread, NULL, told, NULL));
    await("thread", tid != 0);
    must(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
    must(fcntl(ends[0], F_SETOWN, getpid()));
    must(fcntl(ends[0], F_SETFL, O_ASYNC | O_NONBLOCK));
    must(pipe(pipes));
    owner.pid = tid;
    must(fcntl(pipes[0], F_SETSIG, SIGRTMIN));
    must(fcntl(pipes[0], F_SETOWN_EX, &owner));
    must(fcntl(pipes[0], F_SETFL, O_ASYNC));
    must(mkfifo(in_workdir("fifo"), 0600));
    int fifo = must(open(in_workdir("fifo"), O_RDWR));
    must(fcntl(fifo, F_SETSIG, SIGRTMIN));
    must(fcntl(fifo, F_SETOWN, getpid()));
    must(fcntl(fifo, F_SETFL, O_ASYNC));
    ready();
    wait_for_term();

    same("signals without a reason", 0, io + detailed);
    same("flags of the socket", O_ASYNC | O_NONBLOCK, must(fcntl(ends[0], F_GETFL)) & (O_ASYNC | O_NONBLOCK));
    same("owner of the socket", getpid(), must(fcntl(ends[0], F_GETOWN)));
    must(write(ends[1], "x", 1));
    await("signal of the socket", io > 0);
    must(write(pipes[1], "x", 1));
    await("signal of the pipe", detailed > 0);
    same("thread of the signal", tid, got_by);
    same("descriptor of the signal", pipes[0], fd_of_signal);
    same("owner of the named pipe", getpid(), must(fcntl(fifo, F_GETOWN)));
    detailed = 0;
    must(write(fifo, "x", 1));
    await("signal of the named pipe", detailed > 0);
    same("descriptor of its signal", fifo, fd_of_signal);
    stop = 1;
    must_be_zero(pthread_join(thread, NULL));
    pass();
}
