/* A root that became nobody, with groups, some capabilities kept, no_new_privs, and a second thread likewise. */
#include "specimen.h"
#include <grp.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <pthread.h>
#include <sys/prctl.h>

#define NOBODY 65534

struct credentials {
    uid_t user[3];
    gid_t group[3];
    gid_t groups[8];
    int group_count, no_new_privs, dumpable, securebits, bounding[64];
    struct __user_cap_data_struct capabilities[2];
};

static pthread_barrier_t prepared, released;

static struct credentials read_credentials(void)
{
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct credentials now;
    memset(&now, 0, sizeof now);
    must(getresuid(&now.user[0], &now.user[1], &now.user[2]));
    must(getresgid(&now.group[0], &now.group[1], &now.group[2]));
    now.group_count = must(getgroups((int)COUNT_OF(now.groups), now.groups));
    must(syscall(SYS_capget, &header, now.capabilities));
    now.no_new_privs = must(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
    now.dumpable = must(prctl(PR_GET_DUMPABLE));
    now.securebits = must(prctl(PR_GET_SECUREBITS));
    for (int capability = 0; capability < 64; capability++)
        now.bounding[capability] = prctl(PR_CAPBSET_READ, capability);
    return now;
}

static void check_credentials(const struct credentials *before)
{
    struct credentials after = read_credentials();
    for (int i = 0; i < 3; i++) {
        same("user", before->user[i], after.user[i]);
        same("group", before->group[i], after.group[i]);
    }
    same("number of groups", before->group_count, after.group_count);
    for (int i = 0; i < before->group_count; i++)
        same("supplementary group", before->groups[i], after.groups[i]);
    for (int i = 0; i < 2; i++) {
        same("effective capabilities", before->capabilities[i].effective, after.capabilities[i].effective);
        same("permitted capabilities", before->capabilities[i].permitted, after.capabilities[i].permitted);
        same("inheritable capabilities", before->capabilities[i].inheritable, after.capabilities[i].inheritable);
    }
    same("no_new_privs", before->no_new_privs, after.no_new_privs);
    same("dumpable", before->dumpable, after.dumpable);
    same("securebits", before->securebits, after.securebits);
    check(memcmp(before->bounding, after.bounding, sizeof after.bounding) == 0, "the bounding set changed");
}

static void drop(void)
{
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct kept[2] = {{.permitted = 1 << CAP_NET_BIND_SERVICE | 1 << CAP_KILL}};
    kept[0].effective = 1 << CAP_NET_BIND_SERVICE;
    must(prctl(PR_CAPBSET_DROP, CAP_SYS_TIME, 0, 0, 0));
    must(prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_KEEP_CAPS));
    must(setgroups(3, (gid_t[]){100, 200, NOBODY}));
    must(setresgid(NOBODY, NOBODY, 100));
    must(setresuid(NOBODY, NOBODY, NOBODY));
    must(syscall(SYS_capset, &header, kept));
    must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
}

static void *run(void *argument)
{
    struct credentials before = read_credentials();
    pthread_barrier_wait(&prepared);
    pthread_barrier_wait(&released);
    check_credentials(&before);
    return argument;
}

int main(int argc, char **argv)
{
    pthread_t thread;

    begin(argc, argv);
    if (geteuid() != 0)
        skip("only root can become somebody else");
    drop();
    must_be_zero(pthread_barrier_init(&prepared, NULL, 2));
    must_be_zero(pthread_barrier_init(&released, NULL, 2));
    must_be_zero(pthread_create(&thread, NULL, run, NULL));
    struct credentials before = read_credentials();
    same("user before", NOBODY, before.user[0]);
    pthread_barrier_wait(&prepared);
    ready();
    wait_for_term();

    check_credentials(&before);
    must_fail(EPERM, setresuid(0, 0, 0));
    pthread_barrier_wait(&released);
    must_be_zero(pthread_join(thread, NULL));
    pass();
}
