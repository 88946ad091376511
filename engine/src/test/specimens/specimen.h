/*
 * What every specimen needs: the protocol (see README.md), checks that name what differs, and children that are
 * known to be prepared before the root says READY. Include it first: it asks glibc for its Linux extensions.
 */
#ifndef SPECIMEN_H
#define SPECIMEN_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 4096L
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static const char *workdir = ".";
static volatile sig_atomic_t term_seen;
static int settled_fd = -1;

/* One write per line, so that lines of several tasks never mix in the O_APPEND file. */
__attribute__((format(printf, 2, 0))) static inline void vsay(const char *prefix, const char *format, va_list arguments)
{
    char line[512];
    size_t length = (size_t)snprintf(line, sizeof line, "%s", prefix);
    vsnprintf(line + length, sizeof line - length - 1, format, arguments);
    strcat(line, "\n");
    if (write(STDOUT_FILENO, line, strlen(line)) < 0)
        _exit(3);
}

__attribute__((format(printf, 1, 2))) static inline void say(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsay("", format, arguments);
    va_end(arguments);
}

/* Ends the whole process with FAIL, from any thread. */
__attribute__((format(printf, 1, 2), noreturn)) static inline void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsay("FAIL: ", format, arguments);
    _exit(1);
}

/* Only before ready(): this machine does not permit the subject. */
__attribute__((format(printf, 1, 2), noreturn)) static inline void skip(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsay("SKIP: ", format, arguments);
    _exit(0);
}

__attribute__((noreturn)) static inline void pass(void)
{
    say("PASS");
    _exit(0);
}

#define check(condition, ...)  \
    do {                       \
        if (!(condition))      \
            fail(__VA_ARGS__); \
    } while (0)

#define same(what, expected, got)                                                               \
    do {                                                                                        \
        long long expected_ = (long long)(expected), got_ = (long long)(got);                   \
        check(expected_ == got_, "%s, expected %lld (0x%llx), got %lld (0x%llx)", what, expected_, \
              (unsigned long long)expected_, got_, (unsigned long long)got_);                   \
    } while (0)

/* The value of a call that returns -1 or MAP_FAILED on error. */
#define must(call)                                                            \
    ({                                                                        \
        __typeof__(call) result_ = (call);                                    \
        check(result_ != (__typeof__(call))-1, "%s: %s", #call, strerror(errno)); \
        result_;                                                              \
    })

/* A call that has to fail with one errno. */
#define must_fail(error, call)                                                               \
    do {                                                                                     \
        errno = 0;                                                                           \
        long result_ = (long)(call);                                                         \
        check(result_ == -1 && errno == (error), "%s, expected %s, got %ld (%s)", #call, #error, result_, \
              strerror(errno));                                                              \
    } while (0)

/* The pthread calls return their errno. */
#define must_be_zero(call)                                            \
    do {                                                              \
        int error_ = (call);                                          \
        check(error_ == 0, "%s, expected 0, got %s", #call, strerror(error_)); \
    } while (0)

/* For what comes by itself, however long this machine takes for it. */
#define await(what, condition)                              \
    do {                                                    \
        for (int rounds_ = 0; !(condition); rounds_++) {    \
            check(rounds_ < 4000, "%s never came", what);   \
            usleep(10000);                                  \
        }                                                   \
    } while (0)

static inline void on_term(int signal)
{
    (void)signal;
    term_seen = 1;
}

/* First call of main. SIGTERM stays blocked outside wait_for_term(), so none is lost and no thread takes it. */
static inline void begin(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = on_term};
    sigset_t term;
    check(argc >= 2, "usage: %s OUTFILE [WORKDIR]", argv[0]);
    if (argc > 2)
        workdir = argv[2];
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    must(sigprocmask(SIG_BLOCK, &term, NULL));
    must(sigaction(SIGTERM, &action, NULL));
}

static inline void ready(void)
{
    say("READY %d", getpid());
}

static inline void wait_for_term(void)
{
    sigset_t open;
    must(sigprocmask(SIG_SETMASK, NULL, &open));
    sigdelset(&open, SIGTERM);
    while (!term_seen)
        sigsuspend(&open);
}

/* A path in the work directory; the caller owns it. */
static inline char *in_workdir(const char *name)
{
    char *path;
    must(asprintf(&path, "%s/%s", workdir, name));
    return path;
}

static inline unsigned char pattern(size_t at, unsigned seed)
{
    return (unsigned char)(seed * 37 + at * 7 + (at >> 12) * 11 + 1);
}

static inline void fill(void *start, size_t length, unsigned seed)
{
    for (size_t at = 0; at < length; at++)
        ((unsigned char *)start)[at] = pattern(at, seed);
}

static inline void verify(const char *what, const void *start, size_t length, unsigned seed)
{
    for (size_t at = 0; at < length; at++) {
        unsigned char got = ((const unsigned char *)start)[at];
        check(got == pattern(at, seed), "%s byte %zu, expected %u, got %u", what, at, pattern(at, seed), got);
    }
}

static inline void verify_zero(const char *what, const void *start, size_t length)
{
    for (size_t at = 0; at < length; at++)
        same(what, 0, ((const unsigned char *)start)[at]);
}

/* How many threads of this process, the caller apart, are in an interruptible sleep. */
static inline size_t sleeping_threads(void)
{
    size_t asleep = 0;
    DIR *tasks = opendir("/proc/self/task");
    for (struct dirent *task = readdir(tasks); task != NULL; task = readdir(tasks)) {
        char name[300], line[256];
        snprintf(name, sizeof name, "/proc/self/task/%s/stat", task->d_name);
        FILE *file = fopen(name, "r");
        if (file == NULL)
            continue;
        asleep += fgets(line, sizeof line, file) != NULL && strstr(line, ") S ") != NULL;
        fclose(file);
    }
    closedir(tasks);
    return asleep;
}

static inline void wait_until_threads_sleep(size_t threads)
{
    while (sleeping_threads() < threads)
        usleep(1000);
}

/* In a child: its state is prepared. The handshake leaves no descriptor behind. */
static inline void settled(void)
{
    check(write(settled_fd, "s", 1) == 1, "handshake of pid %d: %s", getpid(), strerror(errno));
    must(close(settled_fd));
    settled_fd = -1;
}

/* Runs body in a child, which exits with what body returns; returns when the child called settled(). */
static inline pid_t spawn(int (*body)(void))
{
    int handshake[2];
    char byte;
    must(pipe(handshake));
    pid_t child = must(fork());
    if (child == 0) {
        close(handshake[0]);
        settled_fd = handshake[1];
        _exit(body());
    }
    close(handshake[1]);
    check(read(handshake[0], &byte, 1) == 1, "child %d ended before it was prepared", child);
    close(handshake[0]);
    return child;
}

static inline void reap(pid_t child, int expected)
{
    int status;
    same("pid of the reaped child", child, must(waitpid(child, &status, 0)));
    check(WIFEXITED(status) && WEXITSTATUS(status) == expected,
          "wait status of child %d, expected exit %d, got status 0x%x", child, expected, status);
}

/* Lets a child check itself and reaps it. */
static inline void finish(pid_t child, int expected)
{
    must(kill(child, SIGTERM));
    reap(child, expected);
}

#endif
