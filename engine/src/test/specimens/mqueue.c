/* A POSIX message queue. */
#include "specimen.h"
#include <mqueue.h>

int main(int argc, char **argv)
{
    char name[64];
    struct mq_attr attributes = {.mq_maxmsg = 4, .mq_msgsize = 64};

    begin(argc, argv);
    snprintf(name, sizeof name, "/ferry-%d", getpid());
    mqd_t queue = mq_open(name, O_CREAT | O_EXCL | O_RDWR, 0600, &attributes);
    if (queue == (mqd_t)-1)
        skip("mq_open: %s", strerror(errno));
    must(mq_unlink(name));
    must(mq_send(queue, "first", 5, 3));
    ready();
    wait_for_term();

    char message[64];
    unsigned priority;
    same("bytes of the message", 5, mq_receive(queue, message, sizeof message, &priority));
    same("priority", 3, priority);
    pass();
}
