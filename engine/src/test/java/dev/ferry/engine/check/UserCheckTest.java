package dev.ferry.engine.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ferry.engine.wire.proto.FileFacts;
import dev.ferry.engine.wire.proto.GroupFacts;
import dev.ferry.engine.wire.proto.TaskFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import dev.ferry.engine.wire.proto.UserFacts;
import java.util.List;
import org.junit.jupiter.api.Test;

class UserCheckTest {
    private static final Receiver ROOT = Receivers.unlimited(Capability.values());
    private final Findings findings = new Findings();

    @Test
    void saysWhereAUserIsWhoHasAnotherNumber() {
        UserCheck.look(
                users(1000, "ann").build(),
                List.of(),
                ROOT,
                List.of("bob:x:1000:1:", "ann:x:1001:1:"),
                List.of(),
                findings);
        assertThat(findings.sorted())
                .extracting(Finding::code, Finding::cause)
                .containsExactly(tuple("other-user", "is called bob on the destination, where ann is 1001"));
    }

    @Test
    void knowsGroupsToo() {
        TreeFacts facts = TreeFacts.newBuilder()
                .addTasks(TaskFacts.newBuilder().addGids(27).addGids(28))
                .addGroups(GroupFacts.newBuilder().setGid(27).setName("sudo"))
                .addGroups(GroupFacts.newBuilder().setGid(28).setName("wheel"))
                .build();
        UserCheck.look(facts, List.of(), ROOT, List.of(), List.of("sudo:x:27:", "tape:x:28:"), findings);
        assertThat(findings.sorted()).extracting(Finding::code).containsExactly("other-group");
    }

    @Test
    void isContentWithANumberThatNobodyNamesAnywhere() {
        UserCheck.look(users(1000, "1000").build(), List.of(), ROOT, List.of(), List.of(), findings);
        assertThat(findings.sorted()).isEmpty();
    }

    @Test
    void looksAtOwnersOfFilesOnlyIfTheyComeAlong() {
        TreeFacts facts = users(1000, "1000")
                .addUsers(UserFacts.newBuilder().setUid(5).setName("eve"))
                .build();
        UserCheck.look(facts, List.of(), ROOT, List.of(), List.of(), findings);
        assertThat(findings.sorted()).isEmpty();
        FileFacts file = FileFacts.newBuilder().setUid(5).build();
        UserCheck.look(facts, List.of(file), Receivers.user(0), List.of(), List.of(), findings);
        assertThat(findings.sorted()).extracting(Finding::code).containsExactly("unmapped-user");
    }

    @Test
    void warnsOfAUserWithoutName() {
        UserCheck.look(users(1000, "ann").build(), List.of(), ROOT, List.of("root:x:0:0:"), List.of(), findings);
        assertThat(findings.sorted()).extracting(Finding::code).containsExactly("unknown-user");
    }

    private static TreeFacts.Builder users(int uid, String name) {
        return TreeFacts.newBuilder()
                .addTasks(TaskFacts.newBuilder().setUid(uid))
                .addUsers(UserFacts.newBuilder().setUid(uid).setName(name));
    }
}
