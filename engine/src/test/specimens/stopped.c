/* A child that job control stopped stays stopped until SIGCONT. */
#include "specimen.h"

static char state_of(pid_t pid)
{
    char name[64], line[256];
    snprintf(name, sizeof name, "/proc/%d/stat", pid);
    FILE *file = fopen(name, "r");
    check(file != NULL && fgets(line, sizeof line, file) != NULL, "cannot read %s", name);
    fclose(file);
    return strrchr(line, ')')[2];
}

static int child(void)
{
    settled();
    wait_for_term();
    return 9;
}

int main(int argc, char **argv)
{
    int status;

    begin(argc, argv);
    pid_t pid = spawn(child);
    must(kill(pid, SIGSTOP));
    same("stopped child", pid, must(waitpid(pid, &status, WUNTRACED)));
    ready();
    wait_for_term();

    /* For a moment after it was let go it is on its way back into its stop. */
    await("the stop of the child", state_of(pid) == 'T');
    must(kill(pid, SIGTERM));
    check(state_of(pid) == 'T', "state of the stopped child after SIGTERM, expected T, got %c", state_of(pid));
    must(kill(pid, SIGCONT));
    reap(pid, 9);
    pass();
}
