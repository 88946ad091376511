/* A file without a name, open twice at different offsets and mapped: still one file with the same content. */
#include "specimen.h"

#define BYTES (3 * PAGE + 10)

int main(int argc, char **argv)
{
    static unsigned char content[BYTES];
    struct stat status, other;

    begin(argc, argv);
    char *path = in_workdir("ghost");
    int fd = must(open(path, O_CREAT | O_RDWR | O_EXCL, 0640));
    fill(content, BYTES, 1);
    same("bytes written", BYTES, write(fd, content, BYTES));
    must(lseek(fd, 100, SEEK_SET));
    char *map = must(mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
    int second = must(open(path, O_RDONLY));
    must(lseek(second, 200, SEEK_SET));
    must(unlink(path));
    ready();
    wait_for_term();

    must(fstat(fd, &status));
    must(fstat(second, &other));
    same("links", 0, status.st_nlink);
    same("mode", 0100640, status.st_mode);
    same("size", BYTES, status.st_size);
    check(status.st_ino == other.st_ino && status.st_dev == other.st_dev, "both descriptors, expected one file, got two");
    same("offset of the first descriptor", 100, lseek(fd, 0, SEEK_CUR));
    same("offset of the second descriptor", 200, lseek(second, 0, SEEK_CUR));
    verify("mapping", map, BYTES, 1);
    must(pwrite(fd, "written", 7, PAGE));
    check(memcmp(map + PAGE, "written", 7) == 0, "mapping, expected what was written to the file, got something else");
    same("bytes read", BYTES, pread(second, content, BYTES, 0));
    check(memcmp(map, content, BYTES) == 0, "mapping and second descriptor differ");
    must_fail(ENOENT, access(path, F_OK));
    pass();
}
