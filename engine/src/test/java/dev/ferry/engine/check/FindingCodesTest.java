package dev.ferry.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/FINDINGS.md and the sources have the same codes, and no two checks the same one. */
class FindingCodesTest {
    private static final List<Path> SOURCES =
            List.of(Path.of("src/main/java/dev/ferry/engine/check"), Path.of("src/main/java/dev/ferry/engine/policy"));
    private static final Path DOCUMENT = Path.of("../docs/FINDINGS.md");
    /** The code comes first wherever it is written. */
    private static final Pattern CALL =
            Pattern.compile("(?:blocker|warning|note|reason|option|SharingCheck)\\(\\s*\"([^\"]+)\"");

    private static final Pattern CODES = Pattern.compile("Codes\\(\"([^\"]+)\", \"([^\"]+)\", \"([^\"]+)\"\\)");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|");

    @Test
    void everyCodeIsDocumentedOnce() throws Exception {
        List<String> documented = ROW.matcher(Files.readString(DOCUMENT))
                .results()
                .map(row -> row.group(1))
                .toList();
        assertThat(documented).isNotEmpty().doesNotHaveDuplicates();
        assertThat(new TreeSet<>(documented)).isEqualTo(sourcesByCode().keySet());
    }

    @Test
    void everyCodeIsKebabCaseAndBelongsToOneCheck() throws Exception {
        assertThat(sourcesByCode()).hasSizeGreaterThan(60).allSatisfy((code, sources) -> {
            assertThat(code).matches("[a-z0-9]+(-[a-z0-9]+)*");
            assertThat(sources).as(code).hasSize(1);
        });
    }

    /** A code that this test does not see would be one that is not documented: no call may begin with anything else. */
    @Test
    void everyFindingIsMadeWithACodeThatCanBeSeen() throws Exception {
        Pattern hidden =
                Pattern.compile("findings\\s*\\.(?:blocker|warning|note)\\(\\s*+(?!\"|code,|codes\\.|r\\.code)");
        for (Path directory : SOURCES) {
            for (Path file : files(directory)) {
                assertThat(hidden.matcher(Files.readString(file)).find())
                        .as(file.toString())
                        .isFalse();
            }
        }
    }

    private static Map<String, Set<Path>> sourcesByCode() throws IOException {
        Map<String, Set<Path>> sources = new TreeMap<>();
        for (Path directory : SOURCES) {
            for (Path file : files(directory)) {
                String text = Files.readString(file);
                Stream.concat(CALL.matcher(text).results(), CODES.matcher(text).results())
                        .flatMap(FindingCodesTest::groups)
                        .forEach(code -> sources.computeIfAbsent(code, absent -> new TreeSet<>())
                                .add(file.getFileName()));
            }
        }
        return sources;
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private static Stream<String> groups(MatchResult match) {
        return IntStream.rangeClosed(1, match.groupCount()).mapToObj(match::group);
    }
}
