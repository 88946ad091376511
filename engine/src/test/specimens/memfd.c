/* Files of memfd_create(2): content, holes, seals, positions, and mappings that parent and child go on sharing. */
#include "specimen.h"

#define BYTES (5 * PAGE + 100)

static int file, again, sealed, plain;
static int program;
static char *shared, *private, *readonly, *only_mapped;

static int child(void)
{
    fill(only_mapped + PAGE, PAGE, 8);
    must(close(again));
    settled();
    wait_for_term();
    verify("page written by the parent after", shared + PAGE, PAGE, 21);
    verify("mapped memory written by the parent after", only_mapped + 2 * PAGE, PAGE, 22);
    fill(shared + 2 * PAGE, PAGE, 23);
    same("position that the parent moved", 11, lseek(file, 0, SEEK_CUR));
    return 0;
}

static int open_again(int fd, int flags)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    return must(open(link, flags));
}

static void verify_name(int fd, const char *expected)
{
    char link[64], name[300] = "";
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    must(readlink(link, name, sizeof name - 1));
    check(strcmp(name, expected) == 0, "name of fd %d, expected %s, got %s", fd, expected, name);
}

static void prepare(void)
{
    static char page[PAGE];

    file = must(memfd_create("ferry mem", MFD_ALLOW_SEALING));
    must(ftruncate(file, BYTES));
    fill(page, PAGE, 1);
    same("bytes written", PAGE, pwrite(file, page, PAGE, 0));
    same("bytes written at the end", 100, pwrite(file, page, 100, BYTES - 100));
    must(lseek(file, 7, SEEK_SET));
    again = open_again(file, O_RDONLY | O_APPEND);
    must(lseek(again, PAGE, SEEK_SET));
    shared = must(mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0));
    private = must(mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 4 * PAGE));
    fill(private + PAGE, 100, 5);
    must(fcntl(file, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE));
    must(fchmod(file, 0640));

    sealed = must(memfd_create("sealed", MFD_ALLOW_SEALING));
    same("bytes of the sealed file", PAGE, write(sealed, page, PAGE));
    must(fcntl(sealed, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL));
    int readable = open_again(sealed, O_RDONLY);
    readonly = must(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, readable, 0));
    must(close(readable));

    plain = must(memfd_create("", MFD_CLOEXEC));
    int mapped = must(memfd_create("only mapped", 0));
    must(ftruncate(mapped, 3 * PAGE));
    only_mapped = must(mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, mapped, 0));
    must(close(mapped));
    fill(only_mapped, PAGE, 7);
}

static void verify_file(void)
{
    struct stat stat;

    verify_name(file, "/memfd:ferry mem (deleted)");
    must(fstat(file, &stat));
    same("size", BYTES, stat.st_size);
    same("mode", S_IFREG | 0640, stat.st_mode);
    same("seals", F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE, fcntl(file, F_GET_SEALS));
    must_fail(EPERM, ftruncate(file, PAGE));
    must_fail(EPERM, write(file, "x", 1));
    same("position", 7, lseek(file, 0, SEEK_CUR));
    same("position of the second open file", PAGE, lseek(again, 0, SEEK_CUR));
    same("flags of the second open file", O_RDONLY | O_APPEND, fcntl(again, F_GETFL) & (O_ACCMODE | O_APPEND));
    same("first hole", PAGE, lseek(again, 0, SEEK_HOLE));
    same("data behind the hole", 5 * PAGE, lseek(again, PAGE, SEEK_DATA));
    verify("first page", shared, PAGE, 1);
    verify_zero("hole", shared + 4 * PAGE, PAGE);
    verify("last bytes", shared + 5 * PAGE, 100, 1);
    verify_zero("private page that was not written", private, PAGE);
    verify("private page", private + PAGE, 100, 5);
}

/* Only what memfd_create gave can be executed while it is open for writing. */
static void run_program(const char *when)
{
    char *const argv[] = {"true", NULL}, *const envp[] = {NULL};
    int status;
    pid_t pid = must(fork());
    if (pid == 0) {
        syscall(SYS_execveat, program, "", argv, envp, AT_EMPTY_PATH);
        _exit(errno);
    }
    must(waitpid(pid, &status, 0));
    check(status == 0, "executing it %s: status 0x%x", when, status);
}

static void verify_sealed(void)
{
    verify_name(sealed, "/memfd:sealed (deleted)");
    same("seals of the sealed", F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL, fcntl(sealed, F_GET_SEALS));
    must_fail(EPERM, pwrite(sealed, "x", 1, 0));
    must_fail(EPERM, mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, sealed, 0));
    verify("sealed page", readonly, PAGE, 1);
    same("seals of the plain", F_SEAL_SEAL, fcntl(plain, F_GET_SEALS));
    same("close on exec", FD_CLOEXEC, fcntl(plain, F_GETFD));
}

int main(int argc, char **argv)
{
    begin(argc, argv);
    prepare();
    program = must(memfd_create("program", 0));
    same("length of the program", 11, must(write(program, "#!/bin/true", 11)));
    run_program("before");
    pid_t pid = spawn(child);
    ready();
    wait_for_term();

    verify_file();
    verify_sealed();
    run_program("after");
    same("position in the program", 11, must(lseek(program, 0, SEEK_CUR)));
    verify("mapped memory", only_mapped, PAGE, 7);
    verify("mapped memory of the child", only_mapped + PAGE, PAGE, 8);
    fill(shared + PAGE, PAGE, 21);
    fill(only_mapped + 2 * PAGE, PAGE, 22);
    must(lseek(file, 11, SEEK_SET));
    finish(pid, 0);
    verify("page written by the child after", shared + 2 * PAGE, PAGE, 23);
    pass();
}
