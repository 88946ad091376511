package dev.ferry.engine.precopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.precopy.TreeShape.Member;
import dev.ferry.engine.wire.proto.Tree;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TreeShapeTest {
    private static final Member ROOT = member(10, 0, 10);

    @Test
    void keepsEveryProcessOfATreeThatStaysTheSame() throws Exception {
        TreeShape shape = shape(ROOT, member(11, 10, 10), member(12, 11, 12));
        assertThat(shape.survivors(shape)).containsExactlyInAnyOrder(10, 11, 12);
    }

    @Test
    void keepsNothingOfNothing() throws Exception {
        assertThat(shape(ROOT).survivors(TreeShape.empty())).isEmpty();
    }

    @Test
    void doesNotKeepAnotherOwnerOfAPid() throws Exception {
        TreeShape before = shape(ROOT, member(11, 10, 10));
        TreeShape after = shape(ROOT, new Member(11, 99, 10, 10, false));
        assertThat(after.survivors(before)).containsExactly(10);
    }

    @Test
    void doesNotKeepWhoHasEnded() throws Exception {
        TreeShape before = shape(ROOT, member(11, 10, 10));
        TreeShape after = shape(ROOT, new Member(11, 1, 10, 10, true));
        assertThat(after.survivors(before)).containsExactly(10);
    }

    @Test
    void keepsNobodyWhoseParentIsMadeAnew() throws Exception {
        TreeShape before = shape(ROOT, member(11, 10, 10), member(12, 11, 10));
        TreeShape after = shape(ROOT, new Member(11, 99, 10, 10, false), member(12, 11, 10));
        assertThat(after.survivors(before)).containsExactly(10);
    }

    @Test
    void makesAnewASessionThatHasGotATerminal() throws Exception {
        TreeShape before = shape(ROOT, member(11, 10, 11), member(12, 11, 11));
        TreeShape after = shape(ROOT, new Member(11, 1, 10, 11, false, 0), member(12, 11, 11));
        assertThat(after.survivors(before)).containsExactly(10);
        assertThat(after.survivors(after)).containsExactlyInAnyOrder(10, 11, 12);
        assertThat(after.isLike(before)).isFalse();
    }

    @Test
    void tellsTheOtherEngineOfTerminalsOnlyWhereTheyAre() throws Exception {
        TreeShape shape = shape(ROOT, new Member(11, 1, 10, 11, false, 0), new Member(12, 1, 11, 12, false, 7));
        assertThat(TreeShape.parse(shape.message())).isEqualTo(shape);
        assertThat(shape.message().getMembersList())
                .extracting(Tree.Member::hasTerminal)
                .containsExactly(false, true, true);
    }

    @Test
    void refusesTerminalsThatCanNotBe() {
        Tree.Member root = Tree.Member.newBuilder().setPid(10).setSid(10).build();
        Tree.Member child =
                Tree.Member.newBuilder().setPid(11).setPpid(10).setSid(10).build();
        Tree high = Tree.newBuilder()
                .addMembers(root.toBuilder().setTerminal(1 << 20))
                .build();
        Tree others = Tree.newBuilder()
                .addMembers(root)
                .addMembers(child.toBuilder().setTerminal(1))
                .build();
        for (Tree bad : List.of(high, others)) {
            assertThatThrownBy(() -> TreeShape.parse(bad))
                    .isInstanceOf(ImageException.class)
                    .hasMessageContaining("a terminal that it can not have");
        }
    }

    @Test
    void makesAnewWhoHasLeftItsSession() throws Exception {
        TreeShape before = shape(ROOT, member(11, 10, 10));
        TreeShape after = shape(ROOT, member(11, 10, 11));
        assertThat(after.survivors(before)).containsExactly(10);
    }

    /** 11 leads a session already, so it can have no more children that belong to the one that it was born into. */
    @Test
    void makesAnewALeaderThatLacksAChildOfItsOldSession() throws Exception {
        TreeShape before = shape(ROOT, member(11, 10, 11));
        TreeShape after = shape(ROOT, member(11, 10, 11), member(12, 11, 10));
        assertThat(after.survivors(before)).containsExactly(10);
    }

    @Test
    void letsTheRootLeadSessionsFromOutside() {
        TreeShape shape = TreeShape.of(List.of(member(10, 1, 3), member(11, 10, 3)));
        assertThat(shape.members()).containsExactly(member(10, 0, 10), member(11, 10, 10));
    }

    @Test
    void refusesWhatIsNoTree() {
        refuses(member(10, 9, 10));
        refuses(ROOT, member(11, 12, 10));
        refuses(ROOT, ROOT);
        refuses(ROOT, member(11, 0, 10));
        refuses(member(1, 0, 1));
        refuses(member(-7, 0, 1));
        refuses(member(1 << 23, 0, 1));
    }

    @Test
    void refusesAThousandGenerations() throws Exception {
        List<Member> line = new ArrayList<>(List.of(ROOT));
        for (int pid = 11; pid < 1010; pid++) {
            line.add(member(pid, pid - 1, 10));
        }
        assertThat(shape(line.toArray(Member[]::new)).members()).hasSize(1000);
        line.add(member(1010, 1009, 10));
        refuses(line.toArray(Member[]::new));
    }

    private static void refuses(Member... members) {
        assertThatThrownBy(() -> shape(members)).isInstanceOf(ImageException.class);
    }

    /** As it comes from another engine. */
    private static TreeShape shape(Member... members) throws ImageException {
        Tree message = new TreeShape(List.of(members)).message();
        return TreeShape.parse(message);
    }

    private static Member member(int pid, int ppid, int sid) {
        return new Member(pid, 1, ppid, sid, false);
    }
}
