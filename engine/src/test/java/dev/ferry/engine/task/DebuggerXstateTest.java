package dev.ferry.engine.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.image.proto.UserX86FpregsEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DebuggerXstateTest {
    private static final int XCR0 = 464;
    private static final int XSTATE_BV = 512;

    /** The sizes and components by which gdb recognises the places. */
    @ParameterizedTest
    @CsvSource({"0, 7, 832", "3, 7, 832", "7, 7, 832", "231, 231, 2688", "162, 231, 2688", "519, 743, 2696"})
    void hasAFormThatDebuggersKnow(long used, long components, int size) throws IOException {
        byte[] state = XstateTest.state(used, used);
        UserX86FpregsEntry image = Xstate.toImage(7, state, XstateTest.INTEL);
        byte[] area = DebuggerXstate.of(List.of(image)).area(image);
        assertThat(area).hasSize(size);
        assertThat(word(area, XCR0)).isEqualTo(components);
        assertThat(word(area, XSTATE_BV)).isEqualTo(used);
        assertThat(Arrays.copyOf(area, XCR0)).isEqualTo(Arrays.copyOf(state, XCR0));
        assertThat(Arrays.copyOfRange(area, XSTATE_BV, size)).isEqualTo(Arrays.copyOfRange(state, XSTATE_BV, size));
    }

    @Test
    void isOneFormForAllThreads() throws IOException {
        UserX86FpregsEntry one = Xstate.toImage(7, XstateTest.state(3, 3), XstateTest.INTEL);
        UserX86FpregsEntry other = Xstate.toImage(8, XstateTest.state(231, 231), XstateTest.INTEL);
        DebuggerXstate form = DebuggerXstate.of(List.of(one, other));
        assertThat(form.area(one)).hasSameSizeAs(form.area(other));
        assertThat(word(form.area(one), XCR0)).isEqualTo(231);
    }

    /** Otherwise a debugger would show zeros. */
    @Test
    void saysThatLegacyRegistersAreInUse() throws IOException {
        byte[] legacy = Arrays.copyOf(XstateTest.state(3, 3), XSTATE_BV);
        UserX86FpregsEntry image = Xstate.toImage(7, legacy, XstateTest.INTEL).toBuilder()
                .clearXsave()
                .build();
        assertThat(word(DebuggerXstate.of(List.of(image)).area(image), XSTATE_BV))
                .isEqualTo(3);
    }

    private static long word(byte[] area, int offset) {
        return ByteBuffer.wrap(area).order(ByteOrder.LITTLE_ENDIAN).getLong(offset);
    }
}
