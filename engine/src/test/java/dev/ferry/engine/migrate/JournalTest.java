package dev.ferry.engine.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final String ID = UUID.randomUUID().toString();

    @TempDir
    private Path directory;

    @Test
    void remembersTheLastEntryOfEachSide() throws Exception {
        Journal journal = Journal.in(directory.resolve("new"));
        JournalEntry source = entry(true, JournalState.STARTED);
        journal.write(source);
        journal.write(source.with(JournalState.COMMITTING));
        journal.write(entry(false, JournalState.COMMITTED));
        assertThat(journal.find(ID, true).orElseThrow().state()).isEqualTo(JournalState.COMMITTING);
        assertThat(Journal.in(directory.resolve("new")).entries()).hasSize(2);
        journal.remove(source);
        assertThat(journal.find(ID, true)).isEmpty();
        assertThat(journal.entries()).hasSize(1);
    }

    @Test
    void survivesItsText() throws Exception {
        JournalEntry entry = entry(true, JournalState.IN_DOUBT);
        assertThat(JournalEntry.parse(entry.text())).isEqualTo(entry);
    }

    @Test
    void survivesItsTextWithEverythingInIt() throws Exception {
        JournalEntry entry = new JournalEntry(
                ID,
                true,
                JournalState.COMMITTING,
                List.of(new ProcessKey(812, 99), new ProcessKey(813, 100)),
                List.of(813),
                "other",
                UUID.randomUUID().toString(),
                new Route("me@web2", List.of("--identity=/home/me/a key", "--sudo")),
                "some-boot",
                Optional.of(new ProcessKey(900, 7)),
                List.of("10.0.0.5/24 eth0 0 10.0.0.255 eth0:1", "10.0.1.5/32 eth1 0 - -"),
                Instant.now());
        assertThat(JournalEntry.parse(entry.text())).isEqualTo(entry);
        assertThat(entry.isOfThisBoot()).isFalse();
    }

    @Test
    void readsWhatAnOlderFerryWrote() throws Exception {
        String text = "id: " + ID + "\nside: source\nstate: IN_DOUBT\npids: 812 813\npeer: web2\nat: " + Instant.EPOCH;
        JournalEntry entry = JournalEntry.parse(text);
        assertThat(entry)
                .isEqualTo(new JournalEntry(ID, true, JournalState.IN_DOUBT, List.of(812, 813), "web2", Instant.EPOCH));
        assertThat(entry.route().isKnown()).isFalse();
        assertThat(entry.isOfThisBoot()).isTrue();
    }

    @Test
    void isRecognisedByItsIdentity() throws Exception {
        String identity = Journal.in(directory.resolve("one")).identity();
        assertThat(Journal.in(directory.resolve("one")).identity()).isEqualTo(identity);
        assertThat(Journal.in(directory.resolve("two")).identity()).isNotEqualTo(identity);
        Files.writeString(directory.resolve("one/journal-id"), identity + " pid:[1]");
        assertThat(Journal.in(directory.resolve("one")).identity()).isNotEqualTo(identity);
    }

    @Test
    void givesTheRightToDecideToOneAtATime() throws Exception {
        Journal journal = Journal.in(directory);
        JournalLock held = journal.lock(ID, true).orElseThrow();
        assertThat(journal.lock(ID, true)).isEmpty();
        journal.lock(ID, false).orElseThrow().close();
        held.close();
        journal.lock(ID, true).orElseThrow().close();
    }

    @Test
    void forgetsOldDecidedMigrationsAndNoOpenOnes() throws Exception {
        Journal journal = Journal.in(directory);
        Instant now = Instant.now();
        for (JournalState state : JournalState.values()) {
            journal.write(aged(state, now.minus(JournalPruning.MAX_AGE).minusSeconds(60)));
            journal.write(aged(state, now.minus(JournalPruning.MAX_AGE).plusSeconds(60)));
        }
        new JournalPruning(journal).prune(now);
        assertThat(journal.entries()).hasSize(2 * JournalState.values().length - 3);
        assertThat(journal.entries().stream().filter(entry -> entry.state().isOpen()))
                .hasSize(2 * (JournalState.values().length - 3));
    }

    @Test
    void forgetsTheOldestOfTooManyAndRemembersUpToWhen() throws Exception {
        Journal journal = Journal.in(directory);
        Instant now = Instant.now();
        for (int age = 0; age < JournalPruning.MAX_COUNT + 3; age++) {
            journal.note(aged(JournalState.RUNNING, now.minusSeconds(age)));
        }
        new JournalPruning(journal).prune(now);
        assertThat(journal.entries()).hasSize(JournalPruning.MAX_COUNT);
        assertThat(new JournalPruning(journal).forgottenUntil()).isEqualTo(now.minusSeconds(JournalPruning.MAX_COUNT));
    }

    private static JournalEntry aged(JournalState state, Instant at) {
        return new JournalEntry(UUID.randomUUID().toString(), false, state, List.of(), "", at);
    }

    @Test
    void takesNoIdThatCouldBeAPath() {
        assertThatThrownBy(() -> new JournalEntry("../x", true, JournalState.DONE, List.of(), "", Instant.now()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Journal.in(directory).find("../x", true)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsAHostileHostNameOnItsLine() throws Exception {
        JournalEntry entry =
                new JournalEntry(ID, true, JournalState.DONE, List.of(), "a\nstate: STARTED", Instant.now());
        assertThat(JournalEntry.parse(entry.text()).state()).isEqualTo(JournalState.DONE);
    }

    @Test
    void refusesADamagedEntry() throws Exception {
        Files.writeString(directory.resolve(ID + ".source"), "id: " + ID + "\n");
        assertThatThrownBy(() -> Journal.in(directory).entries())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("journal entry");
    }

    private static JournalEntry entry(boolean source, JournalState state) {
        return new JournalEntry(ID, source, state, List.of(812, 813), "other", Instant.now());
    }
}
