package dev.ferry.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.ferry.engine.wire.proto.HostFacts;
import dev.ferry.engine.wire.proto.PortFacts;
import dev.ferry.engine.wire.proto.TaskFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import dev.ferry.engine.wire.proto.UserFacts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The comparisons that need no kernel. */
class ChecksOfThisHostTest {
    private static final HostFacts HOST = HostFacts.newBuilder()
            .setArchitecture("amd64")
            .setKernel("6.18")
            .setVdsoBytes(8192)
            .setXstateBytes(2440)
            .addCpuFlags("sse2")
            .addCpuFlags("ht")
            .build();

    private final Findings findings = new Findings();

    @Test
    void acceptsATwin() {
        HostCheck.compare(HOST, HOST, findings);
        assertThat(findings.bySeverity()).isEmpty();
    }

    @Test
    void refusesAnotherVdsoAndAnotherXstateAtOnce() {
        HostCheck.compare(
                HOST, HOST.toBuilder().setVdsoBytes(4096).setXstateBytes(832).build(), findings);
        assertThat(codes()).containsExactly("vdso", "xstate");
    }

    @Test
    void doesNotCompareAnXstateThatIsNotKnown() {
        HostCheck.compare(HOST, HOST.toBuilder().setXstateBytes(0).build(), findings);
        assertThat(findings.bySeverity()).isEmpty();
    }

    @Test
    void tellsInstructionsFromOtherFlags() {
        HostFacts source =
                HOST.toBuilder().addCpuFlags("avx2").addCpuFlags("pdpe1gb").build();
        HostCheck.compare(source, HOST, findings);
        assertThat(findings.bySeverity())
                .extracting(Finding::severity)
                .containsExactly(Severity.BLOCKER, Severity.WARNING);
    }

    @Test
    void comparesMemory() {
        RoomCheck.memory(80, 100, findings);
        assertThat(codes()).isEmpty();
        RoomCheck.memory(81, 100, findings);
        assertThat(codes()).containsExactly("memory-tight");
        RoomCheck.memory(101, 100, findings);
        assertThat(codes()).contains("memory");
    }

    @Test
    void namesEachMissingPrivilege() {
        TreeFacts facts = TreeFacts.newBuilder()
                .addTasks(TaskFacts.newBuilder().setUid(7))
                .build();
        PrivilegeCheck.capabilities(facts, 0, 1000, findings);
        assertThat(findings.bySeverity())
                .hasSize(4)
                .allMatch(finding -> finding.code().equals("missing-privilege"));
    }

    @Test
    void isContentWithCheckpointRestoreAndPtrace() {
        PrivilegeCheck.capabilities(TreeFacts.getDefaultInstance(), 1L << 40 | 1L << 19, 1000, findings);
        PrivilegeCheck.capabilities(TreeFacts.getDefaultInstance(), 1L << 21, 1000, findings);
        assertThat(codes()).isEmpty();
    }

    @Test
    void warnsOfUsersWithoutNameOrWithAnother() {
        List<UserFacts> users = List.of(user(0, "root"), user(5, "ann"), user(6, "bob"));
        PrivilegeCheck.users(users, List.of("root:x:0:0::/root:/bin/sh", "eve:x:5:5::/:/bin/sh"), findings);
        assertThat(codes()).containsExactly("other-user", "unknown-user");
    }

    @Test
    void understandsListeners() {
        List<Listener> listeners = new ArrayList<>();
        String line =
                "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0";
        Listener.parse(line, false, false, listeners);
        Listener.parse(line.replace(" 0A ", " 01 "), false, false, listeners);
        PortFacts expected = port(8080, 127, 0, 0, 1);
        assertThat(listeners).containsExactly(new Listener(expected, 4711));
    }

    @Test
    void findsAPortThatIsTaken() {
        Listener any = new Listener(port(8080, 0, 0, 0, 0), 1);
        Listener other = new Listener(port(8081, 10, 0, 0, 1), 2);
        List<PortFacts> wanted = List.of(port(8080, 127, 0, 0, 1), port(8081, 10, 0, 0, 2));
        PortCheck.compare(wanted, List.of(any, other), findings);
        assertThat(findings.bySeverity())
                .singleElement()
                .extracting(Finding::object)
                .isEqualTo("tcp port 127.0.0.1:8080");
    }

    private static PortFacts port(int port, int... address) {
        byte[] bytes = new byte[address.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) address[i];
        }
        return PortFacts.newBuilder()
                .setAddress(ByteString.copyFrom(bytes))
                .setPort(port)
                .build();
    }

    private static UserFacts user(int uid, String name) {
        return UserFacts.newBuilder().setUid(uid).setName(name).build();
    }

    private List<String> codes() {
        return findings.bySeverity().stream().map(Finding::code).toList();
    }
}
