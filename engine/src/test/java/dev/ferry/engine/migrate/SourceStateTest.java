package dev.ferry.engine.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.engine.migrate.SourceState.AwaitingReady;
import dev.ferry.engine.migrate.SourceState.Checking;
import dev.ferry.engine.migrate.SourceState.Committing;
import dev.ferry.engine.migrate.SourceState.Completed;
import dev.ferry.engine.migrate.SourceState.Frozen;
import dev.ferry.engine.migrate.SourceState.HandedOver;
import dev.ferry.engine.migrate.SourceState.InDoubt;
import dev.ferry.engine.migrate.SourceState.PreCopying;
import dev.ferry.engine.migrate.SourceState.Ready;
import dev.ferry.engine.migrate.SourceState.RolledBack;
import dev.ferry.engine.migrate.SourceState.RollingBack;
import dev.ferry.engine.migrate.SourceState.Stranded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SourceStateTest {
    private static final List<SourceState> STATES = List.of(
            new Checking(),
            new PreCopying(0, 0),
            new Frozen(),
            new AwaitingReady(),
            new Ready(),
            new Committing("id"),
            new InDoubt("id", "lost"),
            new HandedOver(),
            new RollingBack("why"),
            new Completed(),
            new RolledBack("why"),
            new Stranded("why"));

    private static final List<SourceEvent> EVENTS = List.of(
            new SourceEvent.CheckPassed(),
            new SourceEvent.CheckBlocked("b"),
            new SourceEvent.RoundSent(7),
            new SourceEvent.TreeFrozen(),
            new SourceEvent.ImagesSent(),
            new SourceEvent.DestinationReady(),
            new SourceEvent.CommitBegun("id"),
            new SourceEvent.Acknowledged(),
            new SourceEvent.CommitRefused("r"),
            new SourceEvent.OldTreeRemoved(),
            new SourceEvent.Failed("f"),
            new SourceEvent.Cancelled(),
            new SourceEvent.PeerLost("p"),
            new SourceEvent.Thawed(),
            new SourceEvent.ThawFailed("t"));

    /** Each pair that is not here is illegal. */
    private static final Map<String, List<String>> TABLE = Map.of(
            "Checking",
                    List.of(
                            "CheckPassed>PreCopying",
                            "CheckBlocked>RolledBack",
                            "Failed>RolledBack",
                            "Cancelled>RolledBack",
                            "PeerLost>RolledBack"),
            "PreCopying",
                    List.of(
                            "RoundSent>PreCopying",
                            "TreeFrozen>Frozen",
                            "Failed>RollingBack",
                            "Cancelled>RollingBack",
                            "PeerLost>RollingBack"),
            "Frozen",
                    List.of(
                            "ImagesSent>AwaitingReady",
                            "Failed>RollingBack",
                            "Cancelled>RollingBack",
                            "PeerLost>RollingBack"),
            "AwaitingReady",
                    List.of(
                            "DestinationReady>Ready",
                            "Failed>RollingBack",
                            "Cancelled>RollingBack",
                            "PeerLost>RollingBack"),
            "Ready",
                    List.of(
                            "CommitBegun>Committing",
                            "Failed>RollingBack",
                            "Cancelled>RollingBack",
                            "PeerLost>RollingBack"),
            "Committing",
                    List.of(
                            "Acknowledged>HandedOver",
                            "CommitRefused>RollingBack",
                            "Failed>InDoubt",
                            "PeerLost>InDoubt"),
            "InDoubt",
                    List.of(
                            "Acknowledged>HandedOver",
                            "CommitRefused>RollingBack",
                            "Failed>InDoubt",
                            "PeerLost>InDoubt"),
            "HandedOver", List.of("OldTreeRemoved>Completed"),
            "RollingBack", List.of("Thawed>RolledBack", "ThawFailed>Stranded"));

    @Test
    void takesEveryPairFromTheTableAndNoOther() {
        for (SourceState state : STATES) {
            List<String> legal = TABLE.getOrDefault(state.getClass().getSimpleName(), List.of());
            assertThat(new TreeSet<>(transitions(state))).isEqualTo(new TreeSet<>(legal));
        }
    }

    @Test
    void knowsAllStatesAndEvents() {
        assertThat(STATES).hasSize(SourceState.class.getPermittedSubclasses().length);
        assertThat(EVENTS).hasSize(SourceEvent.class.getPermittedSubclasses().length);
    }

    @Test
    void countsRoundsAndKeepsReasons() {
        assertThat(SourceState.next(new PreCopying(2, 9), new SourceEvent.RoundSent(7)))
                .isEqualTo(new PreCopying(3, 7));
        assertThat(SourceState.next(new Frozen(), new SourceEvent.Failed("f"))).isEqualTo(new RollingBack("f"));
        assertThat(SourceState.next(new Committing("id"), new SourceEvent.PeerLost("p")))
                .isEqualTo(new InDoubt("id", "p"));
    }

    @Test
    void namesStateAndEventOfAnIllegalPair() {
        assertThatThrownBy(() -> SourceState.next(new Completed(), new SourceEvent.Cancelled()))
                .isInstanceOf(IllegalTransition.class)
                .hasMessageContaining("Cancelled")
                .hasMessageContaining("Completed");
    }

    private static List<String> transitions(SourceState state) {
        List<String> found = new ArrayList<>();
        for (SourceEvent event : EVENTS) {
            try {
                String next = SourceState.next(state, event).getClass().getSimpleName();
                found.add(event.getClass().getSimpleName() + ">" + next);
            } catch (IllegalTransition expected) {
                assertThat(expected).hasMessageContaining(event.toString());
            }
        }
        return found.stream().sorted().collect(Collectors.toList());
    }
}
