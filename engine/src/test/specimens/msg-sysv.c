/* System V message queues: number, key, owner, mode, limit, messages, who used them last; a process that waits for a message. */
#include "specimen.h"
#include <limits.h>
#include <sys/ipc.h>
#include <sys/msg.h>

#define LONG_TEXT 8000
#define LIMIT 9000

struct message {
    long type;
    char text[LONG_TEXT];
};

static int keyed, silent, key;

static void transmit(int queue, long type, size_t bytes, unsigned seed)
{
    struct message message = {.type = type};
    fill(message.text, bytes, seed);
    must(msgsnd(queue, &message, bytes, 0));
}

static void receive(int queue, long type, long expected, size_t bytes, unsigned seed)
{
    struct message message;
    same("bytes of a message", bytes, must(msgrcv(queue, &message, sizeof message.text, type, 0)));
    same("type of a message", expected, message.type);
    verify("message", message.text, bytes, seed);
}

static int child(void)
{
    transmit(keyed, 2, 0, 0);
    transmit(keyed, LONG_MAX, LONG_TEXT, 4);
    settled();
    receive(silent, -9, 9, 100, 6);
    return 0;
}

static void prepare(void)
{
    struct msqid_ds status;

    key = ftok(workdir, 'm');
    keyed = must(msgget(key, IPC_CREAT | IPC_EXCL | 0640));
    silent = must(msgget(IPC_PRIVATE, 0600));
    must(msgctl(keyed, IPC_STAT, &status));
    status.msg_perm.uid = 1234;
    status.msg_perm.gid = 4321;
    status.msg_perm.mode = 0604;
    status.msg_qbytes = LIMIT;
    must(msgctl(keyed, IPC_SET, &status));
    transmit(keyed, 5, 10, 1);
    receive(keyed, 0, 5, 10, 1);
    transmit(keyed, 3, 500, 2);
}

static void verify_status(pid_t pid)
{
    struct msqid_ds status;

    must(msgctl(keyed, IPC_STAT, &status));
    same("messages", 3, status.msg_qnum);
    same("limit", LIMIT, status.msg_qbytes);
    same("last sender", pid, status.msg_lspid);
    same("last receiver", getpid(), status.msg_lrpid);
    same("owner", 1234, status.msg_perm.uid);
    same("group", 4321, status.msg_perm.gid);
    same("maker", 0, status.msg_perm.cuid);
    same("mode", 0604, status.msg_perm.mode);
    same("number by key", keyed, msgget(key, 0));
    must(msgctl(silent, IPC_STAT, &status));
    same("sender where nobody has sent", 0, status.msg_lspid);
    same("receiver where nobody has received", 0, status.msg_lrpid);
}

int main(int argc, char **argv)
{
    struct message more = {.type = 1};

    begin(argc, argv);
    if (geteuid() != 0)
        skip("an owner can only be given by root");
    prepare();
    pid_t pid = spawn(child);
    ready();
    wait_for_term();

    verify_status(pid);
    must_fail(EAGAIN, msgsnd(keyed, &more, 1000, IPC_NOWAIT));
    receive(keyed, 0, 3, 500, 2);
    receive(keyed, LONG_MAX, LONG_MAX, LONG_TEXT, 4);
    receive(keyed, 0, 2, 0, 0);
    transmit(silent, 9, 100, 6);
    reap(pid, 0);
    must(msgctl(keyed, IPC_RMID, NULL));
    must(msgctl(silent, IPC_RMID, NULL));
    pass();
}
