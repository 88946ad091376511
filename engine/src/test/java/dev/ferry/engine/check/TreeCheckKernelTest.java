package dev.ferry.engine.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferry.engine.procfs.Comm;
import dev.ferry.engine.procfs.Fds;
import dev.ferry.engine.procfs.ProcessTable;
import dev.ferry.engine.procfs.Stat;
import dev.ferry.engine.resource.TcpPolicy;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.process.Signal;
import dev.ferry.linux.process.Stub;
import dev.ferry.linux.ptrace.Tracee;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Looks at own children on the running kernel. */
class TreeCheckKernelTest {

    @Test
    void findsNothingInAPlainProgramButThatItsSessionStaysBehind() throws Exception {
        try (Program sleep = Program.quiet()) {
            awaitSleep(sleep);
            assertThat(codes(sleep.pid())).containsExactly("session-outside");
        }
    }

    @Test
    void saysWhoseTerminalStaysBehindAndWhoGetsOneBack() throws Exception {
        String code = """
                import pty, os, time, fcntl, termios
                pid, fd = pty.fork()
                if pid == 0:
                    if os.fork() == 0:
                        t = os.open('/dev/tty', os.O_RDWR); fcntl.ioctl(t, termios.TIOCNOTTY); os.close(t)
                        os.close(2); os.write(1, b'x')
                    time.sleep(1000)
                os.read(fd, 1)
                """;
        try (Program python = Program.python(code)) {
            assertThat(codes(python.pid())).contains("terminal-regained").doesNotContain("controlling-terminal");
            int leader = ProcessTable.scan().children(python.pid()).get(0).pid();
            assertThat(codes(leader)).contains("controlling-terminal", "refused-file");
            assertThat(TreeCheck.of(leader))
                    .filteredOn(finding -> finding.code().equals("refused-file"))
                    .anySatisfy(finding -> {
                        assertThat(finding.cause())
                                .contains("is a terminal whose other end has fd", "of process " + python.pid());
                        assertThat(finding.remedy()).contains("tmux", "setsid nohup");
                    });
        }
    }

    @Test
    void isFastAndLeavesTheProgramAlone() throws Exception {
        try (Program sleep = Program.quiet()) {
            awaitSleep(sleep);
            TreeCheck.of(sleep.pid());
            long started = System.nanoTime();
            TreeCheck.of(sleep.pid());
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(2));
            assertThat(Stat.read(sleep.pid()).state()).isEqualTo('S');
        }
    }

    @Test
    void saysThatThereIsNoSuchProcess() throws Exception {
        assertThat(codes(4_194_304)).containsExactly("no-such-process");
    }

    @Test
    void refusesInitKernelThreadsAndItself() throws Exception {
        assertThat(codes(1)).contains("init");
        assertThat(codes((int) ProcessHandle.current().pid())).contains("own-ancestor");
        if (ProcessTable.scan()
                .find(2)
                .filter(row -> row.comm().equals("kthreadd"))
                .isPresent()) {
            assertThat(codes(2)).containsExactly("kernel-thread");
        }
    }

    @Test
    void namesEveryOpenFileOfAnUnknownKind() throws Exception {
        String code =
                "import ctypes\nl=ctypes.CDLL(None)\nl.syscall(425, 8, (ctypes.c_char*120)())\nl.fanotify_init(0,0)";
        try (Program python = Program.python(code)) {
            List<Finding> unknown = TreeCheck.of(python.pid()).stream()
                    .filter(finding -> finding.object().contains("anon_inode:["))
                    .toList();
            assertThat(unknown).isNotEmpty().allMatch(Finding::isBlocker);
            assertThat(unknown)
                    .anySatisfy(finding -> assertThat(finding.sentence())
                            .contains("of process " + python.pid(), "kind that this version can not move"));
        }
    }

    @Test
    void saysWhatBecomesOfConnectionsWithOthers() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = listener.getLocalPort();
            String code = "import socket\nkeep=socket.create_connection(('127.0.0.1', " + port + "))";
            try (Program python = Program.python(code)) {
                assertThat(TreeCheck.of(python.pid()))
                        .filteredOn(finding -> finding.code().equals("connection-outside"))
                        .singleElement()
                        .satisfies(finding -> assertThat(finding.sentence())
                                .contains("with 127.0.0.1:" + port, "not in the tree", "--tcp close"));
                assertThat(TreeCheck.of(python.pid(), TcpPolicy.CLOSE))
                        .filteredOn(finding -> finding.code().startsWith("connection-"))
                        .singleElement()
                        .satisfies(finding -> assertThat(finding.code()).isEqualTo("connection-closed"))
                        .satisfies(finding -> assertThat(finding.isBlocker()).isFalse());
            }
        }
    }

    @Test
    void namesTheMulticastGroupOfASocket() throws Exception {
        String code = """
                import socket, struct
                s=socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                s.setsockopt(0, socket.IP_ADD_MEMBERSHIP, struct.pack('4s4si', socket.inet_aton('239.1.2.3'), bytes(4), 1))
                r=socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                """;
        try (Program python = Program.python(code)) {
            assertThat(TreeCheck.of(python.pid()))
                    .filteredOn(finding -> finding.sentence().contains("multicast"))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.sentence()).contains("239.1.2.3 on lo"));
        }
    }

    @Test
    void notesWhoIsSaidToBeAtTheOtherEndOfAUnixSocket() throws Exception {
        String code = "import os, socket\nif os.getuid() == 0: os.setuid(1000)\nkeep=socket.socketpair()";
        try (Program python = Program.python(code)) {
            assumeTrue(FileStat.of("/proc/self").uid() == 0, "needs another user");
            assertThat(TreeCheck.of(python.pid()))
                    .filteredOn(finding -> finding.code().equals("peer-credentials"))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.sentence()).contains("user 1000"));
        }
    }

    @Test
    void findsMemoryThatCanNotBeCarried() throws Exception {
        String code = """
                import ctypes
                l=ctypes.CDLL(None)
                c=ctypes.c_ulong(0); l.syscall(206, 8, ctypes.byref(c))
                """;
        try (Program python = Program.python(code)) {
            assertThat(codes(python.pid())).contains("aio");
        }
    }

    @Test
    void findsWhoElseHasTheSameMemory() throws Exception {
        String code = """
                import mmap, os
                anon=mmap.mmap(-1, 4096); m=os.memfd_create("m"); os.ftruncate(m, 4096)
                if os.fork() == 0: os.setsid(); signal.pause()
                """;
        try (Program python = Program.python(code)) {
            int child = (int) ProcessHandle.of(python.pid())
                    .orElseThrow()
                    .children()
                    .findFirst()
                    .orElseThrow()
                    .pid();
            assertThat(codes(python.pid())).doesNotContain("shared-outside");
            assertThat(TreeCheck.of(child))
                    .filteredOn(finding -> finding.code().equals("shared-outside"))
                    .extracting(Finding::sentence)
                    .hasSize(2)
                    .allMatch(sentence -> sentence.contains("process " + python.pid()))
                    .anyMatch(sentence -> sentence.contains("/dev/zero"))
                    .anyMatch(sentence -> sentence.contains("/memfd:m"));
        }
    }

    @Test
    void findsSystemVObjectsThatLeaveNoTraceInAProcess() throws Exception {
        String code = """
                import atexit, ctypes
                l=ctypes.CDLL(None)
                shm=l.shmget(0, 4096, 0o1600); sem=l.semget(0, 3, 0o1600); msg=l.msgget(0, 0o1600)
                up=(ctypes.c_short*3)(1, 1, 0x1000); l.semop(sem, up, 1)
                l.msgsnd(msg, (ctypes.c_long*2)(1, 2), 8, 0)
                remove=lambda *_: (l.shmctl(shm, 0, 0), l.semctl(sem, 0, 0), l.msgctl(msg, 0, 0), os._exit(0))
                signal.signal(signal.SIGTERM, remove)
                """;
        try (Program python = Program.python(code)) {
            assertThat(codes(python.pid()))
                    .contains("sysv-shm-detached", "sysv-sem-undo")
                    .doesNotContain("sysv-msg", "sysv-unseen");
            Signal.send(python.pid(), Signals.SIGTERM);
            await().until(() -> ProcessHandle.of(python.pid()).isEmpty());
        }
    }

    @Test
    void findsWhoElseUsesSemaphoresAndQueues() throws Exception {
        String code = """
                import ctypes, time
                l=ctypes.CDLL(None)
                key=0x66000000+os.getpid()
                sem=l.semget(key, 2, 0o1600); msg=l.msgget(key, 0o1600)
                up=lambda i: l.semop(sem, (ctypes.c_short*3)(i, 1, 0), 1)
                send=lambda: l.msgsnd(msg, (ctypes.c_long*2)(1, 2), 8, 0)
                up(0); send()
                r, w = os.pipe()
                child=os.fork()
                if child == 0:
                    os.setsid(); up(1); l.msgrcv(msg, (ctypes.c_long*2)(), 8, 0, 0)
                    os.write(w, b"x"); signal.pause()
                os.read(r, 1)
                remove=lambda *_: (l.semctl(sem, 0, 0), l.msgctl(msg, 0, 0), os.kill(child, 9), os._exit(0))
                signal.signal(signal.SIGTERM, remove)
                """;
        try (Program python = Program.python(code)) {
            int child = (int) ProcessHandle.of(python.pid())
                    .orElseThrow()
                    .children()
                    .findFirst()
                    .orElseThrow()
                    .pid();
            assertThat(codes(python.pid()))
                    .contains("sysv-unseen")
                    .doesNotContain("sysv-sem-undo", "sysv-sem-outside", "sysv-msg-outside");
            assertThat(TreeCheck.of(child))
                    .filteredOn(finding -> finding.code().endsWith("-outside"))
                    .extracting(Finding::sentence)
                    .hasSize(2)
                    .allMatch(sentence -> sentence.contains("process " + python.pid()))
                    .anyMatch(sentence -> sentence.contains("System V semaphores"))
                    .anyMatch(sentence -> sentence.contains("System V message queue"));
            Signal.send(python.pid(), Signals.SIGTERM);
            await().until(() -> ProcessHandle.of(python.pid()).isEmpty());
        }
    }

    @Test
    void findsWhoElseIsAttached() throws Exception {
        String code = """
                import ctypes
                l=ctypes.CDLL(None)
                l.shmat.restype=ctypes.c_void_p
                i=l.shmget(0, 4096, 0o1600); l.shmat(i, 0, 0); l.shmctl(i, 0, 0)
                if os.fork() == 0: os.setsid(); signal.pause()
                """;
        try (Program python = Program.python(code)) {
            int child = (int) ProcessHandle.of(python.pid())
                    .orElseThrow()
                    .children()
                    .findFirst()
                    .orElseThrow()
                    .pid();
            assertThat(codes(python.pid())).doesNotContain("sysv-shm-outside");
            assertThat(TreeCheck.of(child))
                    .filteredOn(finding -> finding.code().equals("sysv-shm-outside"))
                    .singleElement()
                    .extracting(Finding::sentence)
                    .asString()
                    .contains("System V shared memory", "process " + python.pid());
        }
    }

    @Test
    void findsProgramsWithoutAFile() throws Exception {
        String code = """
                import os
                m=os.memfd_create("program"); os.write(m, open("/bin/sleep", "rb").read())
                if os.fork() == 0: os.execve(m, ["sleep", "1000"], {})
                """;
        try (Program python = Program.python(code)) {
            await().untilAsserted(() -> assertThat(codes(python.pid())).contains("program-in-memory"));
        }
    }

    @Test
    void findsTimersOfUnknownThreadsAndMindsNoSeccompFilters() throws Exception {
        String code = """
                import ctypes
                l=ctypes.CDLL(None)
                import threading
                threading.Thread(target=signal.pause, daemon=True).start()
                t=ctypes.c_int(0); l.syscall(222, 3, 0, ctypes.byref(t))
                class P(ctypes.Structure): _fields_=[("n",ctypes.c_ushort),("f",ctypes.c_char_p)]
                l.prctl(38, 1, 0, 0, 0)
                l.prctl(22, 2, ctypes.byref(P(1, b"\\x06\\0\\0\\0\\0\\0\\xff\\x7f")), 0, 0)
                """;
        try (Program python = Program.python(code)) {
            assertThat(codes(python.pid())).contains("posix-timer").doesNotContain("seccomp");
        }
    }

    @Test
    void findsNothingAgainstAStoppedTask() throws Exception {
        try (Program sleep = Program.quiet()) {
            awaitSleep(sleep);
            Signal.send(sleep.pid(), Signals.SIGSTOP);
            await().until(() -> Stat.read(sleep.pid()).state() == 'T');
            assertThat(codes(sleep.pid())).containsExactly("session-outside");
        }
    }

    @Test
    void namesTheTracer() throws Exception {
        try (Stub stub = Stub.start()) {
            Tracee tracee = Tracee.seize(stub.pid(), 0);
            List<Finding> findings = TreeCheck.of(stub.pid());
            tracee.interrupt();
            tracee.awaitStop(Duration.ofSeconds(5));
            tracee.detach(0);
            long self = ProcessHandle.current().pid();
            assertThat(findings)
                    .filteredOn(finding -> finding.code().equals("traced"))
                    .singleElement()
                    .extracting(Finding::cause)
                    .asString()
                    .contains("by process " + self + " (" + Comm.read((int) self) + ")");
        }
    }

    @Test
    void toleratesAZombieInTheTree() throws Exception {
        try (Program parent = Program.start("/bin/sh", "-c", "exec <&- >&- 2>&-; sh -c 'exit 3' & exec sleep 1000")) {
            awaitSleep(parent);
            await().until(() ->
                    ProcessTable.scan().children(parent.pid()).stream().anyMatch(row -> row.state() == 'Z'));
            assertThat(codes(parent.pid())).containsExactly("session-outside");
        }
    }

    @Test
    void findsSiblingsThatShareTheirTables() throws Exception {
        String code = """
                import ctypes, os
                l=ctypes.CDLL(None)
                r, w = os.pipe()
                if os.fork() == 0:
                    if l.syscall(56, 0x8000|0x400|0x200|17, 0, 0, 0, 0) != 0: os.write(w, b"x")
                    while True: l.pause()
                os.read(r, 1)
                """;
        try (Program python = Program.python(code)) {
            assertThat(codes(python.pid()))
                    .contains("shared-files", "shared-fs")
                    .doesNotContain("shared-memory");
        }
    }

    @Test
    void letsAChildShareTheTablesOfItsParent() throws Exception {
        String code = """
                import ctypes, os
                l=ctypes.CDLL(None)
                if l.syscall(56, 0x400|0x200|17, 0, 0, 0, 0) == 0:
                    while True: l.pause()
                """;
        try (Program python = Program.python(code)) {
            assertThat(codes(python.pid())).doesNotContain("shared-files", "shared-fs", "shared-memory");
        }
    }

    private static List<String> codes(int pid) throws Exception {
        return TreeCheck.of(pid).stream().map(Finding::code).toList();
    }

    private static void awaitSleep(Program program) {
        await().until(() -> Comm.read(program.pid()).toString().equals("sleep")
                && Fds.read(program.pid()).isEmpty());
    }
}
