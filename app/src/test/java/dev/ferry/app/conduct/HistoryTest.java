package dev.ferry.app.conduct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.app.conduct.HistoryEntry.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTest {
    @TempDir
    Path dir;

    private static HistoryEntry entry(int pid, String migrationId) {
        return new HistoryEntry(
                Instant.ofEpochMilli(1_700_000_000_123L),
                "perl count",
                pid,
                "here",
                "there",
                Outcome.MOVED,
                "It runs there.",
                migrationId,
                Duration.ofNanos(31_500_000),
                Duration.ofSeconds(2),
                4096);
    }

    @Test
    void survivesARestartNewestFirst() throws IOException {
        new History(dir).add(entry(1, "a"));
        new History(dir).add(entry(2, "b"));
        assertThat(new History(dir).entries()).containsExactly(entry(2, "b"), entry(1, "a"));
    }

    @Test
    void isForItsUserOnly() throws IOException {
        Path below = dir.resolve("state/ferry");
        new History(below).add(entry(1, "a"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(below.resolve("history.json"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(below)))
                .isEqualTo("rwx------");
        try (var files = Files.list(below)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void forgetsTheOldest() throws IOException {
        History history = new History(dir);
        for (int pid = 1; pid <= History.MOST + 3; pid++) {
            history.add(entry(pid, "m" + pid));
        }
        assertThat(history.entries()).hasSize(History.MOST).first().isEqualTo(entry(History.MOST + 3, "m503"));
    }

    @Test
    void theEndOfADoubtTakesItsPlace() throws IOException {
        History history = new History(dir);
        history.add(entry(1, "a"));
        history.add(entry(2, "b"));
        history.replace(entry(3, "a"));
        assertThat(history.entries()).containsExactly(entry(3, "a"), entry(2, "b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[{\"at\":1", "{}", "\u0000\u0001", "[{\"outcome\":\"EATEN\"}]"})
    void aDamagedFileIsPutAsideAndNotInTheWay(String text) throws IOException {
        Files.writeString(dir.resolve("history.json"), text);
        History history = new History(dir);
        assertThat(history.entries()).isEmpty();
        history.add(entry(1, "a"));
        assertThat(history.entries()).hasSize(1);
        assertThat(dir.resolve("history.json.damaged")).hasContent(text);
    }

    @Test
    void whatIsMissingInALineIsEmpty() throws IOException {
        Files.writeString(dir.resolve("history.json"), "[{\"outcome\":\"FAILED\",\"sentence\":\"a\\u001b[2Jb\"},null]");
        assertThat(new History(dir).entries()).singleElement().satisfies(entry -> {
            assertThat(entry.sentence()).isEqualTo("a [2Jb");
            assertThat(entry.program()).isEmpty();
        });
    }
}
