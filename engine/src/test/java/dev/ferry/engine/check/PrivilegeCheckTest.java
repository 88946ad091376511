package dev.ferry.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.ferry.engine.wire.proto.FileFacts;
import dev.ferry.engine.wire.proto.PortFacts;
import dev.ferry.engine.wire.proto.TaskFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrivilegeCheckTest {
    private static final TaskFacts OURS = TaskFacts.newBuilder()
            .setPid(812)
            .setComm("x")
            .setUid(1000)
            .addUids(1000)
            .addGids(1000)
            .build();
    private static final Receiver MAY_RESTORE =
            Receivers.user(0, Capability.CAP_CHECKPOINT_RESTORE, Capability.CAP_SYS_PTRACE);

    private final Findings findings = new Findings();

    @Test
    void needsTwoPrivilegesToRestoreAnything() throws Exception {
        look(OURS, Receivers.user(0));
        assertThat(lacking()).containsExactly("CAP_CHECKPOINT_RESTORE", "CAP_SYS_PTRACE");
    }

    @Test
    void needsNoPrivilegeToBeTracedByItsOwnIfTheKernelLetsThem() throws Exception {
        Receiver untraceable = Receivers.user(0, Capability.CAP_CHECKPOINT_RESTORE);
        look(OURS, Receivers.traceable(untraceable));
        assertThat(findings.sorted()).isEmpty();
    }

    @Test
    void isContentWithThoseOrWithSysAdminForOurOwnTree() throws Exception {
        look(OURS, MAY_RESTORE);
        look(OURS, Receivers.user(0, Capability.CAP_SYS_ADMIN));
        assertThat(findings.sorted()).isEmpty();
    }

    @Test
    void needsSetuidForAnotherSavedUserAndSetgidForAnotherSupplementaryGroup() throws Exception {
        look(OURS.toBuilder().addUids(0).addGids(27).build(), MAY_RESTORE);
        assertThat(lacking()).containsExactly("CAP_SETGID", "CAP_SETUID");
    }

    @Test
    void takesAnOlderEnginesOnlyUserForAll() throws Exception {
        look(TaskFacts.newBuilder().setPid(5).setUid(7).build(), MAY_RESTORE);
        assertThat(lacking()).containsExactly("CAP_SETGID", "CAP_SETUID");
    }

    @Test
    void needsSysNiceForHigherPriorityAndRealTimeUnlessLimitsAllowIt() throws Exception {
        TaskFacts urgent = OURS.toBuilder().setNice(-5).setRealTime(true).build();
        look(urgent, Receivers.unlimited(Capability.CAP_SYS_ADMIN));
        assertThat(findings.sorted()).isEmpty();
        look(urgent, MAY_RESTORE);
        assertThat(lacking()).containsExactly("CAP_SYS_NICE", "CAP_SYS_NICE");
    }

    @Test
    void namesThePrivilegedPort() throws Exception {
        PortFacts port = PortFacts.newBuilder()
                .setAddress(ByteString.copyFrom(new byte[4]))
                .setPort(0)
                .build();
        PrivilegeCheck.look(
                TreeFacts.newBuilder().addTasks(OURS).addPorts(port).build(), List.of(), MAY_RESTORE, findings);
        assertThat(findings.sorted())
                .extracting(Finding::cause)
                .containsExactly("lacks CAP_NET_BIND_SERVICE, which tcp port 0.0.0.0:0 takes");
    }

    @Test
    void needsNetAdminForConnectionsWithinTheTree() throws Exception {
        PortFacts end = PortFacts.newBuilder()
                .setAddress(ByteString.copyFrom(new byte[4]))
                .setPort(80)
                .build();
        PrivilegeCheck.look(
                TreeFacts.newBuilder().addTasks(OURS).addConnections(end).build(), List.of(), MAY_RESTORE, findings);
        assertThat(lacking()).containsExactly("CAP_NET_ADMIN");
    }

    /** It is root there already as far as its caller knows, so that being root would help is no help. */
    @Test
    void saysToAnEngineThatSudoStartedWhatWouldReallyHelp() throws Exception {
        Receiver confined =
                Receivers.traceable(Receivers.user(0, Capability.CAP_CHECKPOINT_RESTORE, Capability.CAP_SETPCAP));
        look(OURS.toBuilder().setRestricted(true).build(), confined);
        assertThat(findings.sorted())
                .extracting(Finding::sentence)
                .containsExactly(
                        "Ferry on the destination lacks CAP_SYS_ADMIN, which the seccomp filter of process 812 (x)"
                                + " takes and which it gives up when ann brings a program; log in there as root, or let root write"
                                + " \"receive ann any\" into the policy there.");
        assertThat(MAY_RESTORE.remedy()).isEqualTo("run it as root there");
    }

    @Test
    void needsChownForFilesOfOthers() throws Exception {
        FileFacts file =
                FileFacts.newBuilder().setPath("/x").setUid(1000).setGid(5).build();
        PrivilegeCheck.look(TreeFacts.newBuilder().addTasks(OURS).build(), List.of(file), MAY_RESTORE, findings);
        assertThat(lacking()).containsExactly("CAP_CHOWN");
    }

    @Test
    void canNotGiveWhatItDoesNotHave() throws Exception {
        long caps = Capability.CAP_SYS_PTRACE.mask() | Capability.CAP_SYS_TIME.mask() | 1L << 63;
        look(OURS.toBuilder().setCapabilities(caps).build(), MAY_RESTORE);
        assertThat(findings.sorted()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("capability");
            assertThat(finding.sentence()).startsWith("Process 812 (x) has CAP_SYS_TIME, which ferry");
        });
    }

    @Test
    void warnsOfAnOomScoreBelowItsOwn() throws Exception {
        look(OURS.toBuilder().setOomScoreAdj(-1000).build(), MAY_RESTORE);
        assertThat(findings.sorted()).extracting(Finding::code).containsExactly("oom-score");
    }

    @Test
    void knowsEveryCapabilityByItsBit() {
        assertThat(Capability.CAP_SYS_ADMIN.mask()).isEqualTo(1L << 21);
        assertThat(Capability.CAP_CHECKPOINT_RESTORE.mask()).isEqualTo(1L << 40);
    }

    private void look(TaskFacts task, Receiver receiver) throws Exception {
        PrivilegeCheck.look(TreeFacts.newBuilder().addTasks(task).build(), List.of(), receiver, findings);
    }

    private List<String> lacking() {
        return findings.sorted().stream()
                .filter(finding -> finding.code().equals("missing-privilege"))
                .map(finding -> finding.cause().replaceAll("lacks (\\w+),.*", "$1"))
                .toList();
    }
}
