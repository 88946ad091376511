package dev.ferry.engine.procfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigitsTest {
    @Test
    void usesAllSixtyFourBits() {
        assertThat(Digits.unsigned("18446744073709551615", 10)).isEqualTo(-1L);
        assertThat(Digits.unsigned("ffffffffff600000", 16)).isEqualTo(0xffffffffff600000L);
        assertThat(Digits.unsigned("1777777777777777777777", 8)).isEqualTo(-1L);
        assertThat(Digits.signed("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        assertThat(Digits.signed("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({"18446744073709551616,10", "18446744073709551625,10", "10000000000000000,16", "2000000000000000000000,8"
    })
    void refusesWhatDoesNotFit(String digits, int radix) {
        assertThatThrownBy(() -> Digits.unsigned(digits, radix)).isInstanceOf(NumberFormatException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "+1", "1 ", " 1", "1a", "0x1", "--1", "\u0661", "9223372036854775808"})
    void refusesWhatIsNotADecimalNumber(String digits) {
        assertThatThrownBy(() -> Digits.signed(digits)).isInstanceOf(NumberFormatException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"g", ":", "@", "`", "-1", "\uff11"})
    void refusesWhatIsNotAHexNumber(String digits) {
        assertThatThrownBy(() -> Digits.unsigned(digits, 16)).isInstanceOf(NumberFormatException.class);
    }

    @Test
    void refusesEightInOctal() {
        assertThatThrownBy(() -> Digits.unsigned("18", 8)).isInstanceOf(NumberFormatException.class);
    }
}
