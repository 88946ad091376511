package dev.ferry.engine.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.migrate.DestinationState.Aborted;
import dev.ferry.engine.migrate.DestinationState.Completed;
import dev.ferry.engine.migrate.DestinationState.Holding;
import dev.ferry.engine.migrate.DestinationState.Listening;
import dev.ferry.engine.migrate.DestinationState.Negotiated;
import dev.ferry.engine.migrate.DestinationState.Ready;
import dev.ferry.engine.migrate.DestinationState.Receiving;
import dev.ferry.engine.migrate.DestinationState.Restoring;
import dev.ferry.engine.migrate.DestinationState.Resuming;
import dev.ferry.engine.migrate.DestinationState.Running;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DestinationStateTest {
    private static final List<DestinationState> STATES = List.of(
            new Listening(),
            new Negotiated(),
            new Receiving("id"),
            new Restoring("id"),
            new Ready("id"),
            new Holding("id"),
            new Resuming("id"),
            new Running("id"),
            new Completed(),
            new Aborted("why"));

    private static final List<DestinationEvent> EVENTS = List.of(
            new DestinationEvent.Greeted(),
            new DestinationEvent.Checked(),
            new DestinationEvent.Asked(),
            new DestinationEvent.Started("id"),
            new DestinationEvent.SetEnded(),
            new DestinationEvent.Restored(),
            new DestinationEvent.Committed(),
            new DestinationEvent.Resumed(),
            new DestinationEvent.Reported(),
            new DestinationEvent.Failed("f"),
            new DestinationEvent.Cancelled(),
            new DestinationEvent.PeerLost("p"));

    /** Each pair that is not here is illegal; those marked * may also be lost in every way. */
    private static final Map<String, List<String>> TABLE = Map.of(
            "Listening", List.of("*", "Greeted>Negotiated"),
            "Negotiated", List.of("*", "Checked>Negotiated", "Asked>Negotiated", "Started>Receiving"),
            "Receiving", List.of("*", "SetEnded>Restoring"),
            "Restoring", List.of("*", "Restored>Ready"),
            "Ready", List.of("Committed>Resuming", "Failed>Aborted", "Cancelled>Aborted", "PeerLost>Holding"),
            "Holding", List.of("*", "Committed>Resuming"),
            "Resuming", List.of("Resumed>Running", "Failed>Aborted"),
            "Running", List.of("Reported>Completed"));

    @Test
    void takesEveryPairFromTheTableAndNoOther() {
        for (DestinationState state : STATES) {
            TreeSet<String> legal =
                    new TreeSet<>(TABLE.getOrDefault(state.getClass().getSimpleName(), List.of()));
            if (legal.remove("*")) {
                legal.addAll(List.of("Failed>Aborted", "Cancelled>Aborted", "PeerLost>Aborted"));
            }
            assertThat(new TreeSet<>(transitions(state))).isEqualTo(legal);
        }
    }

    @Test
    void knowsAllStatesAndEvents() {
        assertThat(STATES).hasSize(DestinationState.class.getPermittedSubclasses().length);
        assertThat(EVENTS).hasSize(DestinationEvent.class.getPermittedSubclasses().length);
    }

    private static List<String> transitions(DestinationState state) {
        List<String> found = new ArrayList<>();
        for (DestinationEvent event : EVENTS) {
            try {
                String next = DestinationState.next(state, event).getClass().getSimpleName();
                found.add(event.getClass().getSimpleName() + ">" + next);
            } catch (IllegalTransition expected) {
                assertThat(expected).hasMessageContaining(event.toString());
            }
        }
        return found;
    }
}
