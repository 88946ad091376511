/* Who has logged in, as audit sees it: one user in the parent, another one in a child. */
#include "specimen.h"

static unsigned read_loginuid(void)
{
    unsigned user = 0;
    FILE *file = fopen("/proc/self/loginuid", "r");
    if (!file || fscanf(file, "%u", &user) != 1)
        skip("no loginuid: the kernel was built without audit");
    fclose(file);
    return user;
}

static int write_loginuid(unsigned user)
{
    FILE *file = fopen("/proc/self/loginuid", "w");
    int written = file && fprintf(file, "%u", user) > 0;
    return file && fclose(file) == 0 && written;
}

static int child(void)
{
    check(write_loginuid(1234), "the child could not log in");
    settled();
    wait_for_term();
    same("loginuid of the child", 1234, read_loginuid());
    return 0;
}

int main(int argc, char **argv)
{
    begin(argc, argv);
    read_loginuid();
    if (!write_loginuid(77) || !write_loginuid(78))
        skip("this user may not set who has logged in");
    pid_t pid = spawn(child);
    ready();
    wait_for_term();

    same("loginuid", 78, read_loginuid());
    finish(pid, 0);
    pass();
}
