package dev.ferry.app.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatBytesTest {
    private static final String REST =
            " S 1 812 810 0 -1 4194560 100 0 0 0 120 30 0 0 20 0 7 0 5000 100000 250 18446 0";

    private final StatBytes stat = new StatBytes();

    private boolean parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return stat.parse(bytes, bytes.length);
    }

    @Test
    void readsTheFieldsOfAList() {
        assertThat(parse("812 (perl)" + REST)).isTrue();
        assertThat(stat.name()).isEqualTo("perl");
        assertThat(stat.isName("perl")).isTrue();
        assertThat(stat.isName("per")).isFalse();
        assertThat(stat.state()).isEqualTo('S');
        assertThat(stat.parent()).isEqualTo(1);
        assertThat(stat.group()).isEqualTo(812);
        assertThat(stat.session()).isEqualTo(810);
        assertThat(stat.isKernelThread()).isFalse();
        assertThat(stat.cpuTicks()).isEqualTo(150);
        assertThat(stat.threads()).isEqualTo(7);
        assertThat(stat.startTicks()).isEqualTo(5000);
        assertThat(stat.residentPages()).isEqualTo(250);
    }

    @Test
    void aNameMayLookLikeTheRest() {
        assertThat(parse("812 (a) S 7 (b) R 9)" + REST)).isTrue();
        assertThat(stat.name()).isEqualTo("a) S 7 (b) R 9");
        assertThat(stat.parent()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "812", "812 (perl)", "812 (perl) S", "812 (perl) S 1 812", "812 (perl) S x 1 2 3"})
    void whatIsCutOffIsNone(String text) {
        assertThat(parse(text)).isFalse();
    }
}
