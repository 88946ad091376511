package dev.ferry.remote.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadyMarkerTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "motd", "\n\n", "FERRY-ENGINE-READY\n", "\nFERRY-ENGINE-\n", "\nFERRY-ENGINE-READ"})
    void stopsRightAfterTheMarker(String before) throws IOException {
        var in = new ByteArrayInputStream((before + "\nFERRY-ENGINE-READY\nx").getBytes(StandardCharsets.UTF_8));
        ReadyMarker.skipPast(in);
        assertThat(in.readAllBytes()).containsExactly('x');
    }

    @Test
    void refusesAStreamThatEndsBefore() {
        assertThatThrownBy(() -> ReadyMarker.skipPast(new ByteArrayInputStream(new byte[10])))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void searchesNoMoreThanItsLimit() {
        var in = new ByteArrayInputStream(new byte[100_000]);
        assertThatThrownBy(() -> ReadyMarker.skipPast(in)).hasMessageContaining("64 KiB");
        assertThat(in.available()).isEqualTo(100_000 - 64 * 1024);
    }
}
