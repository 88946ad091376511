package dev.ferry.engine.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.engine.wire.proto.FileFacts;
import dev.ferry.engine.wire.proto.FileFacts.Reason;
import dev.ferry.engine.wire.proto.HostFacts;
import dev.ferry.engine.wire.proto.TaskFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Describes a real program and asks this host whether it could come. */
class DestinationCheckKernelTest {
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
