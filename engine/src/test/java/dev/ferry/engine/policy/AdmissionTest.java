package dev.ferry.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.engine.check.Finding;
import dev.ferry.engine.procfs.Status;
import dev.ferry.engine.wire.proto.TaskFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final Caller ALICE = new Caller(1000, 1000, List.of(1000, 27), "alice", true);
    private static final TreeLimits SMALL = TreeLimits.of(OptionalInt.of(2), OptionalLong.of(1 << 20));
    private static final TaskFacts OWN = TaskFacts.newBuilder()
            .setPid(70)
            .setComm("sh")
            .addTids(70)
            .setUid(1000)
            .addUids(1000)
            .addGids(1000)
            .addGids(27)
            .build();

    @Test
    void aUsersOwnTreeIsWelcome() {
        assertThat(judge(Whose.OWN, OWN, OWN)).isEmpty();
    }

    @Test
    void aSavedOrFileSystemUserOfAnyProcessCountsToo() {
        TaskFacts saved = OWN.toBuilder().addUids(0).build();
        assertThat(judge(Whose.OWN, OWN, saved)).extracting(Finding::code).containsExactly("policy-user");
        TaskFacts other =
                OWN.toBuilder().setUid(33).addGids(33).setCapabilities(1).build();
        List<Finding> findings = judge(Whose.OWN, other);
        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).sentence())
                .isEqualTo(
                        "Process 70 (sh) is of user 33, and /etc/ferry/policy on the destination lets alice bring only"
                                + " programs of their own, without privileges; let root write \"receive alice any\" into it.");
    }

    @Test
    void groupsHaveToBeTheSameAndPrivilegesNone() {
        assertThat(judge(Whose.OWN, OWN.toBuilder().addGids(0).build()))
                .extracting(Finding::code)
                .containsExactly("policy-group");
        assertThat(judge(Whose.OWN, OWN.toBuilder().clearGids().addGids(1000).build()))
                .extracting(Finding::code)
                .containsExactly("policy-group");
        assertThat(judge(Whose.OWN, OWN.toBuilder().setCapabilities(1 << 21).build()))
                .extracting(Finding::code)
                .containsExactly("policy-capability");
    }

    @Test
    void whoMayBringAnythingMayBringRootsAndWhoMayBringNothingNothing() {
        TaskFacts root = OWN.toBuilder().setUid(0).setCapabilities(-1).build();
        assertThat(judge(Whose.ANY, root)).isEmpty();
        assertThat(judge(Whose.NONE, OWN)).extracting(Finding::code).containsExactly("policy-sender");
        assertThatThrownBy(() -> new Admission(ALICE, Whose.NONE, SMALL).requireWelcome())
                .isInstanceOf(PolicyException.class)
                .hasMessageStartingWith("alice may not bring programs to this host");
    }

    @Test
    void limitsHoldForEverybody() {
        TreeFacts large = TreeFacts.newBuilder()
                .addTasks(OWN.toBuilder().addTids(71).addTids(72))
                .setMemoryBytes((1 << 20) + 1)
                .build();
        assertThat(new Admission(ALICE, Whose.ANY, SMALL).judge(large))
                .extracting(Finding::code)
                .containsExactly("policy-tasks", "policy-memory");
        assertThatThrownBy(() -> SMALL.requireTasks(3)).hasMessageContaining("3 processes and threads");
        assertThatThrownBy(() -> SMALL.unprivileged().requireCapabilities(1L << 40))
                .hasMessageContaining("0x10000000000");
        assertThatThrownBy(() -> SMALL.requireMemory(3 << 20)).hasMessageContaining("3 MiB");
    }

    @Test
    void sudoTellsWhoCallsAndOnlyRootIsAskedForIt() throws Exception {
        Map<String, String> sudo = Map.of("SUDO_UID", "1000", "SUDO_GID", "1001", "SUDO_USER", "alice");
        Caller caller = Caller.of(user(0), sudo, "root");
        assertThat(caller).isEqualTo(new Caller(1000, 1001, List.of(1001), "alice", true));
        assertThat(Admission.of(ReceivePolicy.usual(), caller, new HostGroups()).mustConfine())
                .isTrue();
        assertThat(Caller.of(user(5), sudo, "games").name()).isEqualTo("games");
        assertThat(Caller.of(user(0), Map.of(), "root").bySudo()).isFalse();
        assertThat(Caller.of(user(0), Map.of("SUDO_UID", "0", "SUDO_GID", "0"), "root")
                        .bySudo())
                .isFalse();
        assertThatThrownBy(() -> Caller.of(user(0), Map.of("SUDO_UID", "x"), "root"))
                .isInstanceOf(PolicyException.class);
        assertThatThrownBy(() -> Caller.of(user(0), Map.of("SUDO_UID", "7"), "root"))
                .hasMessageContaining("SUDO_GID");
    }

    private static Status user(int uid) throws Exception {
        String own = java.nio.file.Files.readString(java.nio.file.Path.of("/proc/self/status"));
        String ids = uid + "\t" + uid + "\t" + uid + "\t" + uid;
        return Status.parse(own.replaceFirst("Uid:.*", "Uid:\t" + ids));
    }

    private static List<Finding> judge(Whose whose, TaskFacts... tasks) {
        TreeFacts facts = TreeFacts.newBuilder().addAllTasks(List.of(tasks)).build();
        return new Admission(ALICE, whose, TreeLimits.NONE).judge(facts);
    }
}
