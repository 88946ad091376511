/* Working directory, umask and every resource limit, some of them lowered. */
#include "specimen.h"
#include <sys/resource.h>

static void lower(int resource, rlim_t soft, rlim_t hard)
{
    struct rlimit limit;
    must(getrlimit(resource, &limit));
    limit.rlim_max = limit.rlim_max < hard ? limit.rlim_max : hard;
    limit.rlim_cur = limit.rlim_max < soft ? limit.rlim_max : soft;
    must(setrlimit(resource, &limit));
}

static void read_limits(struct rlimit *limits)
{
    for (int resource = 0; resource < RLIM_NLIMITS; resource++)
        must(getrlimit((__rlimit_resource_t)resource, &limits[resource]));
}

static mode_t current_umask(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return mask;
}

int main(int argc, char **argv)
{
    struct rlimit before[RLIM_NLIMITS], after[RLIM_NLIMITS];
    char where[4096];

    begin(argc, argv);
    must(mkdir(in_workdir("inner"), 0755));
    must(chdir(in_workdir("inner")));
    char *cwd = getcwd(NULL, 0);
    umask(0137);
    lower(RLIMIT_NOFILE, 333, 1000);
    lower(RLIMIT_CORE, 4096, 1UL << 20);
    lower(RLIMIT_CPU, 1UL << 30, 1UL << 31);
    lower(RLIMIT_FSIZE, 1UL << 40, 1UL << 41);
    lower(RLIMIT_MSGQUEUE, 4096, 8192);
    read_limits(before);
    ready();
    wait_for_term();

    check(getcwd(where, sizeof where) != NULL && strcmp(cwd, where) == 0, "cwd, expected %s, got %s", cwd, where);
    must(close(must(open("relative", O_CREAT | O_WRONLY, 0666))));
    struct stat status;
    must(stat("relative", &status));
    same("mode of a new file", 0640, status.st_mode & 0777);
    same("umask", 0137, current_umask());
    read_limits(after);
    for (int resource = 0; resource < RLIM_NLIMITS; resource++) {
        same("soft limit", before[resource].rlim_cur, after[resource].rlim_cur);
        same("hard limit", before[resource].rlim_max, after[resource].rlim_max);
    }
    pass();
}
