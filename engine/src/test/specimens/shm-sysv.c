/* System V shared memory: number, key, owner, mode; attached whole, read-only, in parts; to be removed with its last user. */
#include "specimen.h"
#include <sys/ipc.h>
#include <sys/shm.h>

#define BYTES (3 * PAGE + 100)

static int keyed, doomed, key;
static char *all, *readonly, *parts, *last;

static int child(void)
{
    fill(all + PAGE, PAGE, 2);
    must(shmdt(last));
    settled();
    wait_for_term();
    verify("page written by the parent after", all, PAGE, 11);
    fill(all + 2 * PAGE, PAGE, 12);
    must(shmdt(all));
    return 0;
}

static void prepare(void)
{
    key = ftok(workdir, 'f');
    keyed = must(shmget(key, BYTES, IPC_CREAT | IPC_EXCL | 0640));
    doomed = must(shmget(IPC_PRIVATE, PAGE, 0600));
    all = must(shmat(keyed, NULL, 0));
    readonly = must(shmat(keyed, NULL, SHM_RDONLY));
    parts = must(shmat(keyed, NULL, 0));
    must(munmap(parts + PAGE, PAGE));
    must(mprotect(parts, PAGE, PROT_NONE));
    last = must(shmat(doomed, NULL, 0));
    must(shmctl(doomed, IPC_RMID, NULL));

    struct shmid_ds status;
    must(shmctl(keyed, IPC_STAT, &status));
    status.shm_perm.uid = 1234;
    status.shm_perm.gid = 4321;
    status.shm_perm.mode = 0604;
    must(shmctl(keyed, IPC_SET, &status));
    fill(all, PAGE, 1);
    fill(all + 3 * PAGE, 100, 3);
    fill(last, PAGE, 4);
}

static void verify_status(void)
{
    struct shmid_ds status;

    must(shmctl(keyed, IPC_STAT, &status));
    same("key", key, status.shm_perm.__key);
    same("size", BYTES, status.shm_segsz);
    same("owner", 1234, status.shm_perm.uid);
    same("group", 4321, status.shm_perm.gid);
    same("maker", 0, status.shm_perm.cuid);
    same("mode", 0604, status.shm_perm.mode);
    same("attachments", 8, status.shm_nattch);
    same("number by key", keyed, shmget(key, 0, 0));
    must(shmctl(doomed, IPC_STAT, &status));
    check((status.shm_perm.mode & SHM_DEST) != 0, "the segment that was removed will stay");
    same("attachments of the removed", 1, status.shm_nattch);
}

static void verify_content(void)
{
    verify("first page", readonly, PAGE, 1);
    verify("page of the child", all + PAGE, PAGE, 2);
    verify_zero("page that nobody touched", parts + 2 * PAGE, PAGE);
    verify("last bytes", parts + 3 * PAGE, 100, 3);
    verify("removed segment", last, PAGE, 4);
    must_fail(EACCES, mprotect(readonly, PAGE, PROT_READ | PROT_WRITE));
    must(mprotect(parts, PAGE, PROT_READ | PROT_WRITE));
    verify("protected page", parts, PAGE, 1);
}

int main(int argc, char **argv)
{
    begin(argc, argv);
    if (geteuid() != 0)
        skip("an owner can only be given by root");
    prepare();
    pid_t pid = spawn(child);
    ready();
    wait_for_term();

    verify_status();
    verify_content();
    fill(all, PAGE, 11);
    finish(pid, 0);
    verify("page written by the child after", readonly + 2 * PAGE, PAGE, 12);
    must(shmdt(last));
    must_fail(EINVAL, shmctl(doomed, IPC_STAT, NULL));
    must(shmdt(parts));
    must(shmctl(keyed, IPC_RMID, NULL));
    pass();
}
