package dev.ferry.engine.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
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
