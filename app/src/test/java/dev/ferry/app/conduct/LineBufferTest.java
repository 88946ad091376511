package dev.ferry.app.conduct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineBufferTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void putsLinesTogetherThatComeInPieces() throws IOException {
        LineBuffer buffer = new LineBuffer(100);
        List<String> lines = new ArrayList<>();
        for (String piece : List.of("a", "b\nc", "\n\nd\ne")) {
            buffer.add(bytes(piece), piece.length(), line -> lines.add(new String(line, StandardCharsets.UTF_8)));
        }
        assertThat(lines).containsExactly("ab", "c", "", "d");
    }

    @Test
    void takesALineLongerThanItsFirstRoom() throws IOException {
        LineBuffer buffer = new LineBuffer(1 << 20);
        List<Integer> lengths = new ArrayList<>();
        byte[] piece = bytes("x".repeat(50_000));
        for (int i = 0; i < 3; i++) {
            buffer.add(piece, piece.length, line -> lengths.add(line.length));
        }
        buffer.add(bytes("\n"), 1, line -> lengths.add(line.length));
        assertThat(lengths).containsExactly(150_000);
    }

    @Test
    void refusesALineWithoutEnd() {
        LineBuffer buffer = new LineBuffer(100_000);
        byte[] piece = bytes("x".repeat(60_000));
        assertThatThrownBy(() -> {
                    buffer.add(piece, piece.length, line -> line);
                    buffer.add(piece, piece.length, line -> line);
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("100000");
    }

    @Test
    void readsObjectsUpToTheEnd() throws IOException {
        WatchRequest one = new WatchRequest.Details(7, 812);
        WatchRequest two = new WatchRequest.Processes(true);
        String text = new String(JsonLines.of(one), StandardCharsets.UTF_8)
                + new String(JsonLines.of(two), StandardCharsets.UTF_8) + "{\"half\"";
        ByteArrayInputStream in = new ByteArrayInputStream(bytes(text));
        LineBuffer buffer = new LineBuffer(WatchRequest.MAX_LINE);
        assertThat(JsonLines.read(in, buffer, WatchRequest.class)).contains(one);
        assertThat(JsonLines.read(in, buffer, WatchRequest.class)).contains(two);
        assertThat(JsonLines.read(in, buffer, WatchRequest.class)).isEmpty();
    }

    @Test
    void anUnknownMemberIsPassedOverAndAnUnknownKindRefused() throws IOException {
        assertThat(JsonLines.parse("{\"event\":\"sent\",\"bytes\":5,\"colour\":\"red\"}", MoveEvent.class))
                .isEqualTo(new MoveEvent.Sent(5));
        assertThatThrownBy(() -> JsonLines.parse("{\"event\":\"java.lang.Runtime\"}", MoveEvent.class))
                .isInstanceOf(IOException.class);
    }
}
