package dev.ferry.engine.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.ferry.engine.wire.proto.FileFacts;
import dev.ferry.engine.wire.proto.FileFacts.Reason;
import dev.ferry.engine.wire.proto.GroupFacts;
import dev.ferry.engine.wire.proto.HostFacts;
import dev.ferry.engine.wire.proto.PortFacts;
import dev.ferry.engine.wire.proto.SegmentFacts;
import dev.ferry.engine.wire.proto.TaskFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import dev.ferry.engine.wire.proto.UnixFacts;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Describes a real program and asks this host whether it could come. */
class DestinationCheckKernelTest {
    private static final ByteString LOOPBACK = ByteString.copyFrom(new byte[] {127, 0, 0, 1});

    /** Whatever else this machine has to do. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final String LISTENING = """
            import socket, os
            keep=open('%s', 'w+'); keep.write('x'); keep.flush()
            gone=open('%s', 'w'); os.unlink('%s')
            s=socket.socket(); s.bind(('127.0.0.1', 0)); s.listen()
            """;

    @Test
    void describesFilesPortsTasksAndMemory(@TempDir Path directory) throws Exception {
        String log = directory + "/log";
        String gone = directory + "/gone";
        try (Program python = Program.python(LISTENING.formatted(log, gone, gone))) {
            TreeFacts facts = FactsCollector.collect(python.pid(), here());
            assertThat(facts.getTasks(0).getTidsList()).containsExactly(python.pid());
            assertThat(file(facts, log).getWritten()).isTrue();
            assertThat(file(facts, log).getReasonsList()).containsExactly(Reason.OPEN_WRITE);
            assertThat(file(facts, gone).getDeleted()).isTrue();
            assertThat(facts.getFilesList())
                    .anyMatch(f -> f.getReasonsList().contains(Reason.EXECUTABLE)
                            && !f.getBuildId().isEmpty());
            assertThat(facts.getFilesList()).anyMatch(f -> f.getReasonsList().contains(Reason.CWD));
            assertThat(facts.getPortsCount()).isEqualTo(1);
            assertThat(facts.getMemoryBytes()).isBetween(1L << 20, 1L << 28);
        }
    }

    @Test
    void findsTakenPidsAndPortsOnItsOwnHost(@TempDir Path directory) throws Exception {
        String log = directory + "/log";
        String gone = directory + "/gone";
        try (Program python = Program.python(LISTENING.formatted(log, gone, gone))) {
            TreeFacts facts = FactsCollector.collect(python.pid(), here());
            Preflight answer = DestinationCheck.answer(facts, here(), Policy.CAREFUL);
            List<String> blockers = answer.findings().stream()
                    .filter(Finding::isBlocker)
                    .map(Finding::code)
                    .toList();
            assertThat(blockers).contains("pid-taken", "port-taken").doesNotContain("file-differs", "vdso", "cpu");
            assertThat(answer.carry()).contains(log).doesNotContain(gone);
            assertThat(answer.isRefused()).isTrue();
        }
    }

    @Test
    void wouldTakeAProgramThatHasGone() throws Exception {
        TreeFacts facts;
        try (Program sleep = Program.quiet()) {
            facts = FactsCollector.collect(sleep.pid(), here());
        }
        Preflight answer = DestinationCheck.answer(facts, here(), Policy.CAREFUL);
        assertThat(answer.findings())
                .filteredOn(Finding::isBlocker)
                .filteredOn(f -> !f.code().equals("missing-privilege"))
                .isEmpty();
    }

    @Test
    void describesRightsLimitsNamesAndMounts(@TempDir Path directory) throws Exception {
        String code = """
                import socket, os
                a=socket.socket(socket.AF_UNIX); a.bind('\\0ferry-%%d' %% os.getpid())
                b=socket.socket(socket.AF_UNIX); b.bind('%s/b')
                import pty; m, s = pty.openpty()
                u=socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.bind(('127.0.0.1', 0))
                t=socket.socket(); t.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); t.bind(('127.0.0.1', 0))
                os.nice(3); os.dup2(1, 77)
                """.formatted(directory);
        try (Program python = Program.python(code)) {
            TreeFacts facts = FactsCollector.collect(python.pid(), here());
            TaskFacts task = facts.getTasks(0);
            assertThat(task.getNice()).isEqualTo(3);
            assertThat(task.getHighestFd()).isEqualTo(77);
            assertThat(task.getSoftLimitsCount()).isEqualTo(16).isEqualTo(task.getHardLimitsCount());
            assertThat(task.getUidsCount()).isPositive();
            assertThat(task.getMappings()).isGreaterThan(10);
            assertThat(facts.getUnixNamesList())
                    .extracting(name -> name.getName().toStringUtf8())
                    .containsExactlyInAnyOrder("ferry-" + python.pid(), directory + "/b");
            assertThat(facts.getPortsList())
                    .extracting(port -> port.getDatagram() + "/" + port.getReuseAddress())
                    .containsExactlyInAnyOrder("true/false", "false/true");
            assertThat(facts.getFilesList())
                    .filteredOn(file -> file.getReasonsList().contains(Reason.EXECUTABLE))
                    .allMatch(file -> file.getExecuted()
                            && !file.getFsType().isEmpty()
                            && !file.getMountPoint().isEmpty());
            assertThat(facts.getFilesList())
                    .filteredOn(file -> file.getReasonsList().contains(Reason.SOCKET_DIRECTORY))
                    .extracting(FileFacts::getPath)
                    .containsExactly(directory.toString());
            assertThat(facts.getFilesList()).noneMatch(file -> file.getPath().startsWith("/dev/pts/"));
            assertThat(facts.getTerminalsList()).hasSize(1);
            assertThat(DestinationCheck.answer(facts, here(), Policy.CAREFUL).findings())
                    .filteredOn(finding -> finding.code().equals("terminal-number"))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.object()).isEqualTo("/dev/pts/" + facts.getTerminals(0)));
            assertThat(facts.getGroupsCount()).isPositive();
            assertThat(facts.getCommitBytes())
                    .isGreaterThan(1 << 16)
                    .isGreaterThanOrEqualTo(facts.getLargestCommitBytes());
            assertThat(facts.getClockMs()).isPositive();
        }
    }

    @Test
    void tellsOfConnectionsWithinTheTreeAndAsksForTheirAddresses() throws Exception {
        try (ServerSocket others = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String code = "import socket\nl=socket.create_server(('127.0.0.1', 0))\n"
                    + "c=socket.create_connection(l.getsockname()); s=l.accept()\n"
                    + "o=socket.create_connection(('127.0.0.1', " + others.getLocalPort() + "))";
            try (Program python = Program.python(code)) {
                TreeFacts facts = FactsCollector.collect(python.pid(), here());
                assertThat(facts.getConnectionsList())
                        .extracting(PortFacts::getAddress)
                        .containsExactly(LOOPBACK, LOOPBACK);
                assertThat(facts.getPortsCount()).isEqualTo(1);
                PortFacts elsewhere = facts.getConnections(0).toBuilder()
                        .setAddress(ByteString.copyFrom(new byte[] {(byte) 192, 0, 2, 1}))
                        .build();
                Preflight answer = DestinationCheck.answer(
                        facts.toBuilder().addConnections(elsewhere).build(), here(), Policy.CAREFUL);
                assertThat(answer.findings())
                        .filteredOn(finding -> finding.code().equals("address-missing"))
                        .singleElement()
                        .satisfies(finding -> assertThat(finding.object()).contains("192.0.2.1"));
            }
        }
    }

    @Test
    void isFastOnceItIsWarm() throws Exception {
        try (Program python = Program.python("import socket")) {
            HostFacts host = here();
            long best = Long.MAX_VALUE;
            for (int i = 0; i < 20; i++) {
                long start = THREADS.getCurrentThreadCpuTime();
                TreeCheck.of(python.pid());
                DestinationCheck.answer(FactsCollector.collect(python.pid(), host), host, Policy.CAREFUL);
                best = Math.min(best, THREADS.getCurrentThreadCpuTime() - start);
            }
            assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(50));
        }
    }

    @Test
    void knowsTheProcessorStateOfThisHost() throws Exception {
        assertThat(here().getXstateBytes()).isGreaterThanOrEqualTo(576);
        assertThat(here().getXstateFeatures() & 3).isEqualTo(3);
    }

    @Test
    void knowsTheVdsoOfThisHost() throws Exception {
        HostFacts host = here();
        assertThat(host.getVdsoBytes()).isPositive().isEqualTo(host.getVdsoBytes() / 4096 * 4096);
        assertThat(host.getVdsoSha256().size()).isEqualTo(32);
        assertThat(host).isEqualTo(here());
    }

    @Test
    void refusesFactsThatCanNotBeTrue() {
        TaskFacts task = TaskFacts.newBuilder().setPid(5).build();
        assertBad(TreeFacts.newBuilder());
        assertBad(TreeFacts.newBuilder().addTasks(TaskFacts.newBuilder().setPid(1)));
        assertBad(TreeFacts.newBuilder().addTasks(TaskFacts.newBuilder().setPid(-5)));
        assertBad(TreeFacts.newBuilder()
                .addTasks(task)
                .addFiles(FileFacts.newBuilder().setPath("etc")));
        assertBad(TreeFacts.newBuilder()
                .addTasks(task)
                .addFiles(FileFacts.newBuilder().setPath("/a/../b")));
        assertBad(TreeFacts.newBuilder()
                .addTasks(task)
                .addFiles(FileFacts.newBuilder().setPath("/a\0b")));
        assertBad(TreeFacts.newBuilder().addTasks(task).setMemoryBytes(-1));
        assertBad(TreeFacts.newBuilder().addTasks(task).setCommitBytes(-1));
        assertBad(TreeFacts.newBuilder().addTasks(task.toBuilder().setComm("x".repeat(257))));
        assertBad(TreeFacts.newBuilder().addTasks(task.toBuilder().addAllUids(List.of(1, 2, 3, 4, 5))));
        assertBad(TreeFacts.newBuilder().addTasks(task.toBuilder().addAllSoftLimits(Collections.nCopies(65, 1L))));
        assertBad(TreeFacts.newBuilder()
                .addTasks(task)
                .addPorts(PortFacts.newBuilder()
                        .setAddress(ByteString.copyFrom(new byte[4]))
                        .setPort(65536)));
        assertBad(TreeFacts.newBuilder()
                .addTasks(task)
                .addUnixNames(UnixFacts.newBuilder().setName(ByteString.copyFrom(new byte[109]))));
        assertBad(TreeFacts.newBuilder()
                .addTasks(task)
                .addSegments(SegmentFacts.newBuilder().setId(-1).setBytes(1)));
        assertBad(TreeFacts.newBuilder()
                .addTasks(task)
                .addSegments(SegmentFacts.newBuilder().setId(1).setBytes(0)));
        assertBad(TreeFacts.newBuilder()
                .addTasks(task)
                .addGroups(GroupFacts.newBuilder().setName("x".repeat(257))));
        assertBad(TreeFacts.newBuilder()
                .addTasks(task)
                .setHost(HostFacts.newBuilder().setKernel("x".repeat(257))));
    }

    private static void assertBad(TreeFacts.Builder facts) {
        assertThatThrownBy(() -> DestinationCheck.answer(facts.build(), here(), Policy.CAREFUL))
                .isInstanceOf(BadFactsException.class)
                .hasMessageContaining("can not be true");
    }

    private static FileFacts file(TreeFacts facts, String path) {
        return facts.getFilesList().stream()
                .filter(file -> file.getPath().equals(path))
                .findFirst()
                .orElseThrow();
    }

    private static HostFacts here() throws Exception {
        return ThisHost.facts("0.1.0");
    }
}
