/* Registered for expedited memory barriers, which are refused to whoever is not. */
#include "specimen.h"
#include <linux/membarrier.h>

static int membarrier(int command)
{
    return (int)syscall(SYS_membarrier, command, 0, 0);
}

static int unregistered(void)
{
    settled();
    wait_for_term();
    must_fail(EPERM, membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED));
    return 0;
}

int main(int argc, char **argv)
{
    begin(argc, argv);
    int known = membarrier(MEMBARRIER_CMD_QUERY);
    if (known < 0 || !(known & MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE) || membarrier(1 << 9) < 0)
        skip("membarrier is not what it is since Linux 6.3");
    pid_t child = spawn(unregistered);
    must(membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED));
    must(membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE));
    must(membarrier(MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED));
    int registered = membarrier(1 << 9);
    ready();
    wait_for_term();

    must(membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED));
    must(membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE));
    same("registrations", registered, membarrier(1 << 9));
    finish(child, 0);
    pass();
}
