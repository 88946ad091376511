/* A System V semaphore with an operation that the kernel undoes when the process ends. */
#include "specimen.h"
#include <sys/ipc.h>
#include <sys/sem.h>

int main(int argc, char **argv)
{
    struct sembuf up = {.sem_num = 0, .sem_op = 1, .sem_flg = SEM_UNDO};

    begin(argc, argv);
    int set = must(semget(IPC_PRIVATE, 1, 0600));
    must(semop(set, &up, 1));
    ready();
    wait_for_term();

    same("value", 1, semctl(set, 0, GETVAL));
    must(semctl(set, 0, IPC_RMID));
    pass();
}
