/* Has one of nearly everything that a checkpoint has an image for, in the directory that it is given, and waits. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

static long must(const char *what, long result)
{
    if (result < 0) {
        perror(what);
        exit(1);
    }
    return result;
}
#define MUST(call) must(#call, (long)(call))

static void files(void)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};
    int file = MUST(open("locked", O_RDWR | O_CREAT, 0600));
    MUST(fcntl(file, F_SETLK, &lock));
    int deleted = MUST(open("deleted", O_RDWR | O_CREAT, 0600));
    MUST(write(deleted, "ghost", 5));
    MUST(unlink("deleted"));
    int memory = MUST(memfd_create("memory", 0));
    MUST(write(memory, "memory", 6));
    MUST(eventfd(3, 0));
}

static void pipes(void)
{
    int ends[2];
    MUST(pipe(ends));
    MUST(write(ends[1], "pipe", 4));
    MUST(mkfifo("fifo", 0600));
    int fifo = MUST(open("fifo", O_RDWR));
    MUST(write(fifo, "fifo", 4));
}

static void sockets(void)
{
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_un path = {.sun_family = AF_UNIX, .sun_path = "\0ferry-menagerie"};
    socklen_t length = sizeof any;
    int ends[2];
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
    MUST(write(ends[0], "unix", 4));
    int listener = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
    MUST(bind(listener, (struct sockaddr *)&path, sizeof(sa_family_t) + 16));
    MUST(listen(listener, 1));
    int server = MUST(socket(AF_INET, SOCK_STREAM, 0));
    MUST(bind(server, (struct sockaddr *)&any, sizeof any));
    MUST(listen(server, 1));
    MUST(getsockname(server, (struct sockaddr *)&any, &length));
    int client = MUST(socket(AF_INET, SOCK_STREAM, 0));
    MUST(connect(client, (struct sockaddr *)&any, sizeof any));
    int accepted = MUST(accept(server, NULL, NULL));
    MUST(write(client, "tcp", 3));
    MUST(recv(accepted, ends, 3, MSG_PEEK | MSG_WAITALL));
}

static void terminal(void)
{
    int master = MUST(posix_openpt(O_RDWR | O_NOCTTY)), bytes = 0;
    struct termios settings;
    MUST(unlockpt(master));
    int slave = MUST(ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY));
    MUST(tcgetattr(slave, &settings));
    cfmakeraw(&settings);
    MUST(tcsetattr(slave, TCSANOW, &settings));
    MUST(write(master, "tty", 3));
    while (bytes < 3)
        MUST(ioctl(slave, FIONREAD, &bytes));
}

static void ipc(void)
{
    struct {
        long type;
        char text[8];
    } message = {1, "message"};
    int segment = MUST(shmget(IPC_PRIVATE, 8192, IPC_CREAT | 0600));
    strcpy(shmat(segment, NULL, 0), "segment");
    int set = MUST(semget(IPC_PRIVATE, 2, IPC_CREAT | 0600));
    MUST(semctl(set, 0, SETVAL, 7));
    int queue = MUST(msgget(IPC_PRIVATE, IPC_CREAT | 0600));
    MUST(msgsnd(queue, &message, sizeof message.text, 0));
    printf("IPC %d %d %d\n", segment, set, queue);
}

static void filter(void)
{
    struct sock_filter allow[] = {BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    struct sock_fprog program = {.len = 1, .filter = allow};
    MUST(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    MUST(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program));
}

static void wait_for_ever(void)
{
    for (;;)
        pause();
}

int main(int argc, char **argv)
{
    char *shared = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (argc != 2 || shared == MAP_FAILED)
        return 2;
    MUST(chdir(argv[1]));
    strcpy(shared, "shared");
    files();
    pipes();
    sockets();
    terminal();
    ipc();
    pid_t child = MUST(fork());
    if (child == 0)
        wait_for_ever();
    filter();
    printf("READY %d %d\n", getpid(), child);
    fflush(stdout);
    wait_for_ever();
}
