/* A pipe whose writers are gone: what they left can be read, then comes end of file. And one without readers. */
#include "specimen.h"

int main(int argc, char **argv)
{
    int no_writer[2], no_reader[2];
    char got[8];

    begin(argc, argv);
    must(pipe(no_writer));
    must(pipe(no_reader));
    must(write(no_writer[1], "left", 4));
    must(close(no_writer[1]));
    must(close(no_reader[0]));
    signal(SIGPIPE, SIG_IGN);
    ready();
    wait_for_term();

    same("bytes left", 4, must(read(no_writer[0], got, sizeof got)));
    check(memcmp(got, "left", 4) == 0, "data left, expected left, got %.4s", got);
    same("end of file", 0, must(read(no_writer[0], got, sizeof got)));
    must_fail(EPIPE, write(no_reader[1], "x", 1));
    pass();
}
