/* System V semaphores: number, key, owner, mode, values, who used them last; a process that waits for one. */
#include "specimen.h"
#include <sys/ipc.h>
#include <sys/sem.h>

union semun {
    int value;
    struct semid_ds *status;
    unsigned short *values;
};

static int keyed, fresh, key;

static void operate(int index, int operation)
{
    struct sembuf one = {.sem_num = (unsigned short)index, .sem_op = (short)operation};
    must(semop(keyed, &one, 1));
}

static int child(void)
{
    operate(2, -1);
    operate(2, 1);
    settled();
    operate(1, -1);
    return 0;
}

static void prepare(void)
{
    unsigned short values[] = {3, 0, 32767};
    struct semid_ds status;

    key = ftok(workdir, 's');
    keyed = must(semget(key, 3, IPC_CREAT | IPC_EXCL | 0640));
    fresh = must(semget(IPC_PRIVATE, 1, 0600));
    must(semctl(fresh, 0, SETVAL, (union semun){.value = 5}));
    must(semctl(keyed, 0, SETALL, (union semun){.values = values}));
    must(semctl(keyed, 0, IPC_STAT, (union semun){.status = &status}));
    status.sem_perm.uid = 1234;
    status.sem_perm.gid = 4321;
    status.sem_perm.mode = 0604;
    must(semctl(keyed, 0, IPC_SET, (union semun){.status = &status}));
    operate(0, -1);
}

static void verify_keyed(pid_t pid)
{
    unsigned short values[3];
    struct semid_ds status;

    must(semctl(keyed, 0, GETALL, (union semun){.values = values}));
    same("first value", 2, values[0]);
    same("second value", 0, values[1]);
    same("third value", 32767, values[2]);
    same("last user of the first", getpid(), semctl(keyed, 0, GETPID));
    same("last user of the second", getpid(), semctl(keyed, 1, GETPID));
    same("last user of the third", pid, semctl(keyed, 2, GETPID));
    same("number by key", keyed, semget(key, 0, 0));
    must(semctl(keyed, 0, IPC_STAT, (union semun){.status = &status}));
    same("semaphores", 3, status.sem_nsems);
    same("owner", 1234, status.sem_perm.uid);
    same("group", 4321, status.sem_perm.gid);
    same("maker", 0, status.sem_perm.cuid);
    same("mode", 0604, status.sem_perm.mode);
    check(status.sem_otime != 0, "it looks as if nobody had ever used the semaphores");
}

static void verify_fresh(void)
{
    struct semid_ds status;

    same("value that was set", 5, semctl(fresh, 0, GETVAL));
    same("who set it", getpid(), semctl(fresh, 0, GETPID));
    must(semctl(fresh, 0, IPC_STAT, (union semun){.status = &status}));
    same("time of the last operation", 0, status.sem_otime);
}

int main(int argc, char **argv)
{
    begin(argc, argv);
    if (geteuid() != 0)
        skip("an owner can only be given by root");
    prepare();
    pid_t pid = spawn(child);
    await("the child's wait", semctl(keyed, 1, GETNCNT) == 1);
    ready();
    wait_for_term();

    await("the child's wait after all", semctl(keyed, 1, GETNCNT) == 1);
    verify_keyed(pid);
    verify_fresh();
    operate(1, 1);
    reap(pid, 0);
    same("value that the child has taken", 0, semctl(keyed, 1, GETVAL));
    must(semctl(keyed, 0, IPC_RMID));
    must(semctl(fresh, 0, IPC_RMID));
    pass();
}
