package dev.ferry.engine.procfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Files of /proc/sysvipc as Linux 6.18 writes them. */
class SysvIpcTest {
    private static final String SHM = """
               key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid      atime
                 0      32769  3600                  4096   812   813      2  1000  1001     0     5 1764168000
        -2147483647         10   640                    56   812     0      0   101   104   101   104          0
        """;

    @Test
    void readsSegments() throws ProcfsException {
        assertThat(SysvShm.parse(SHM))
                .containsExactly(
                        new SysvShm(0, 32769, 03600, 4096, 812, 813, 2, 1000, 1001, 0, 5),
                        new SysvShm(0x80000001, 10, 0640, 56, 812, 0, 0, 101, 104, 101, 104));
        assertThat(SysvShm.parse(SHM).get(1).name()).isEqualTo("System V shared memory 10 (key 0x80000001)");
    }

    @Test
    void readsQueuesAndSemaphores() throws ProcfsException {
        String msg = """
               key      msqid perms      cbytes       qnum lspid lrpid   uid   gid  cuid  cgid      stime      rtime      ctime
                 5          1   600           8          1   812   813     7     8     9    10 1764168001          0 1764168000
        """;
        SysvQueue queue = new SysvQueue(5, 1, 0600, 1, 812, 813, 7, 8, 9, 10, 1764168001, 0);
        assertThat(SysvQueue.parse(msg)).containsExactly(queue);
        assertThat(queue.name()).isEqualTo("System V message queue 1 (key 0x5)");
        String sem = """
               key      semid perms      nsems   uid   gid  cuid  cgid      otime      ctime
                 0          2   640          3     7     8     9    10          0 1764168000
        """;
        SysvSemaphores set = new SysvSemaphores(0, 2, 0640, 3, 7, 8, 9, 10, 0, 1764168000);
        assertThat(SysvSemaphores.parse(sem)).containsExactly(set);
        assertThat(set.removal()).isEqualTo("ipcrm -s 2");
    }

    @Test
    void namesWhatItDoesNotUnderstand() {
        assertThatThrownBy(() -> SysvQueue.parse("key msqid\n1 x\n"))
                .isInstanceOf(ProcfsException.class)
                .hasMessageContaining("msg")
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> SysvSemaphores.parse("key semid\n1 2\n")).hasMessageContaining("perms");
    }
}
