/* A netlink socket that listens for interfaces keeps number, groups and options, and still answers. */
#include "specimen.h"
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

static struct sockaddr_nl name_of(int fd)
{
    struct sockaddr_nl name = {0};
    socklen_t length = sizeof name;
    must(getsockname(fd, (struct sockaddr *)&name, &length));
    return name;
}

static unsigned groups_of(int fd)
{
    unsigned words[8] = {0};
    socklen_t length = sizeof words;
    must(getsockopt(fd, SOL_NETLINK, NETLINK_LIST_MEMBERSHIPS, words, &length));
    return words[0];
}

/* Asks for lo, which every host has. */
static void check_answers(int fd)
{
    struct {
        struct nlmsghdr header;
        struct ifinfomsg link;
    } question = {
        .header = {.nlmsg_len = sizeof question, .nlmsg_type = RTM_GETLINK, .nlmsg_flags = NLM_F_REQUEST, .nlmsg_seq = 7},
        .link = {.ifi_index = 1},
    };
    char answer[16384];
    must(send(fd, &question, sizeof question, 0));
    must(recv(fd, answer, sizeof answer, 0));
    struct nlmsghdr header;
    memcpy(&header, answer, sizeof header);
    same("the type of the answer", RTM_NEWLINK, header.nlmsg_type);
    same("the number in the answer", name_of(fd).nl_pid, header.nlmsg_pid);
}

int main(int argc, char **argv)
{
    struct sockaddr_nl name = {.nl_family = AF_NETLINK, .nl_groups = RTMGRP_IPV4_IFADDR};
    int on = 1;

    begin(argc, argv);
    int fd = must(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
    must(setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof on));
    must(bind(fd, (struct sockaddr *)&name, sizeof name));
    name = name_of(fd);
    unsigned groups = groups_of(fd);
    ready();
    wait_for_term();

    same("nl_pid", name.nl_pid, name_of(fd).nl_pid);
    same("groups", groups, groups_of(fd));
    socklen_t length = sizeof on;
    must(getsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, &length));
    same("NETLINK_EXT_ACK", 1, on);
    check_answers(fd);
    pass();
}
