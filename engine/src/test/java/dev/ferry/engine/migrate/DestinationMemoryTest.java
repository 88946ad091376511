package dev.ferry.engine.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.engine.wire.proto.Resolve;
import dev.ferry.engine.wire.proto.Resolved;
import dev.ferry.engine.wire.proto.Resolved.State;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a destination says of a migration whose engine is dead, by what that had written last. */
class DestinationMemoryTest {
    private static final String ID = UUID.randomUUID().toString();
    private static final ProcessKey GONE = new ProcessKey(1, 1);

    @TempDir
    private Path directory;

    private Journal journal;

    @BeforeEach
    void open() {
        journal = Journal.in(directory);
    }

    @ParameterizedTest
    @CsvSource({
        "RECEIVING, true, ABORTED, ABORTED",
        "RECEIVING, false, ABORTED, ABORTED",
        "COMMITTED, true, ABORTED, ABORTED",
        "COMMITTED, false, UNKNOWN, COMMITTED",
        "RESUMING, true, UNKNOWN, RESUMING",
        "RESUMING, false, UNKNOWN, RESUMING",
        "RUNNING, true, RUNNING, RUNNING",
        "RUNNING, false, RUNNING, RUNNING",
        "ABORTED, true, ABORTED, ABORTED",
        "ABORTED, false, ABORTED, ABORTED"
    })
    void saysWhatCanBeKnownOfATreeThatIsGone(JournalState last, boolean sameBoot, State said, JournalState now)
            throws IOException {
        remember(last, GONE, sameBoot ? Boot.id() : "another boot");
        assertThat(asked().getState()).isEqualTo(said);
        assertThat(journal.find(ID, false).orElseThrow().state()).isEqualTo(now);
    }

    @Test
    void knowsThatATreeWasLetGoWhenAllOfItIsThere() throws IOException {
        remember(JournalState.RESUMING, myself(), Boot.id());
        assertThat(asked().getState()).isEqualTo(State.RUNNING);
    }

    @Test
    void waitsUntilATreeThatWasNotLetGoHasDiedWithItsEngine() throws IOException {
        remember(JournalState.COMMITTED, myself(), Boot.id());
        assertThat(asked().getState()).isEqualTo(State.PENDING);
        assertThat(journal.find(ID, false).orElseThrow().state()).isEqualTo(JournalState.COMMITTED);
    }

    @Test
    void refusesForEverWhatItHasNeverHeardOf() throws IOException {
        assertThat(asked().getState()).isEqualTo(State.ABORTED);
        assertThatThrownBy(() -> DestinationBook.open(journal, ID, "source"))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("has been here before");
    }

    @Test
    void doesNotTakeAForgottenMigrationForOneThatNeverWas() throws IOException {
        journal.write(new JournalEntry(
                UUID.randomUUID().toString(),
                false,
                JournalState.RUNNING,
                List.of(),
                "",
                Instant.EPOCH.plusSeconds(9)));
        new JournalPruning(journal).prune(Instant.now());
        assertThat(asked(Duration.ofDays(365_000)).getState()).isEqualTo(State.UNKNOWN);
        assertThat(journal.find(ID, false)).isEmpty();
    }

    @Test
    void saysNothingWhileAnEngineIsBusyWithIt() throws IOException {
        DestinationBook book = DestinationBook.open(journal, ID, "source");
        assertThat(asked().getState()).isEqualTo(State.PENDING);
        book.close();
        assertThat(asked().getState()).isEqualTo(State.ABORTED);
    }

    @Test
    void saysWhichJournalItIs() throws IOException {
        assertThat(asked().getJournalId()).isEqualTo(journal.identity());
    }

    private Resolved asked() throws IOException {
        return asked(Duration.ofMinutes(1));
    }

    private Resolved asked(Duration age) throws IOException {
        Resolve question = Resolve.newBuilder()
                .setMigrationId(ID)
                .setWish(Resolve.Wish.COMMIT)
                .setAgeMs(age.toMillis())
                .build();
        return new DestinationMemory(journal, "source").answer(ID, question);
    }

    private void remember(JournalState state, ProcessKey process, String boot) throws IOException {
        journal.write(new JournalEntry(
                ID,
                false,
                state,
                List.of(process),
                List.of(),
                "source",
                "",
                Route.NONE,
                boot,
                Optional.empty(),
                List.of(),
                Instant.now()));
    }

    private static ProcessKey myself() throws IOException {
        return ProcessKey.of((int) ProcessHandle.current().pid());
    }
}
