package dev.ferry.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ferry.engine.check.Finding;
import dev.ferry.engine.check.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What scripts rely on; if this test has to change, they break. */
class CheckAnswerTest {
    private static final List<Finding> FINDINGS = List.of(
            new Finding(
                    Severity.BLOCKER,
                    "pid-taken",
                    "pid 812",
                    "is taken by process 812 (\"x\") on the destination",
                    "end that or choose another host"),
            new Finding(
                    Severity.WARNING,
                    "clock",
                    "the clock of the destination",
                    "is 7 s behind the source's",
                    "set it, for example by NTP"),
            new Finding(
                    Severity.NOTE,
                    "file-missing",
                    "/tmp/a\u001bb",
                    "does not exist on the destination and comes along",
                    ""));

    @Test
    void hasItsMembersInTheirOrder() throws Exception {
        assertThat(Json.of(new CheckCommand.Answer(812, "hostB", false, FINDINGS)) + "\n")
                .isEqualTo(golden());
    }

    @Test
    void hasTheMembersThatTheDocumentShows() throws Exception {
        List<String> members = List.of("severity", "code", "object", "cause", "remedy");
        assertThat(new ObjectMapper().readTree(golden()).path("findings"))
                .allSatisfy(
                        finding -> assertThat(finding.fieldNames()).toIterable().containsExactlyElementsOf(members));
    }

    @Test
    void saysNullIfNoHostWasAsked() {
        assertThat(Json.of(new CheckCommand.Answer(1, null, true, List.of())))
                .contains("\"host\" : null", "\"findings\" : [ ]");
    }

    private static String golden() throws IOException {
        try (InputStream file = CheckAnswerTest.class.getResourceAsStream("check.json")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
