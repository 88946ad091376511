package dev.ferry.engine.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.UserX86FpregsEntry;
import dev.ferry.engine.task.XstateLayout.Component;
import dev.ferry.engine.task.XstateLayout.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The places are those of the Intel SDM, volume 1 chapter 13. */
class XstateTest {
    private static final int SUPPORTED = 464;
    private static final int XSTATE_BV = 512;
    private static final long AVX512_AND_PKRU = 0b10_1110_0111;
    private static final int SIZE = 2696;
    static final XstateLayout INTEL = new XstateLayout(Map.of(
            Component.YMM, new Place(576, 256),
            Component.OPMASK, new Place(1088, 64),
            Component.ZMM_UPPER, new Place(1152, 512),
            Component.ZMM_HIGH, new Place(1664, 1024),
            Component.PKRU, new Place(2688, 8)));

    @ParameterizedTest
    @ValueSource(longs = {0, 0b11, 0b111, 0b1110_0111, AVX512_AND_PKRU})
    void comesBackAsItWas(long used) throws IOException {
        byte[] state = state(used, AVX512_AND_PKRU);
        UserX86FpregsEntry image = Xstate.toImage(7, state, INTEL);
        assertThat(Xstate.fromImage(image, state(0, AVX512_AND_PKRU), INTEL)).isEqualTo(state);
    }

    @Test
    void keepsALegacyAreaAlone() throws IOException {
        byte[] legacy = Arrays.copyOf(state(0b11, 0b11), XSTATE_BV);
        assertThat(Xstate.fromImage(Xstate.toImage(7, legacy, INTEL), legacy, INTEL))
                .isEqualTo(legacy);
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 3, 1L << 8, 1L << 11, 1L << 17, 1L << 18, 1L << 62})
    void refusesWhatAnImageHasNoPlaceFor(long component) {
        assertThatThrownBy(() -> Xstate.toImage(7, state(0b11 | component, -1), INTEL))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Thread 7")
                .hasMessageContaining(Long.toHexString(component));
    }

    /** Linux gives every thread this value where the CPU has protection keys. */
    @Test
    void leavesProtectionKeysBehindThatNobodyUses() throws IOException {
        byte[] state = state(0b111, AVX512_AND_PKRU);
        ByteBuffer area = ByteBuffer.wrap(state).order(ByteOrder.LITTLE_ENDIAN);
        area.putLong(XSTATE_BV, 0b10_0000_0111).putLong(2688, 0x55555554);
        UserX86FpregsEntry unused = Xstate.toImage(7, state, INTEL);
        byte[] there = Xstate.fromImage(unused, state(0, 0b111), INTEL);
        assertThat(ByteBuffer.wrap(there).order(ByteOrder.LITTLE_ENDIAN).getLong(XSTATE_BV))
                .isEqualTo(0b111);
        area.putLong(2688, 0x55555550);
        UserX86FpregsEntry used = Xstate.toImage(7, state, INTEL);
        assertThatThrownBy(() -> Xstate.fromImage(used, state(0, 0b111), INTEL))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("0x200");
    }

    @Test
    void refusesWhatThisCpuDoesNotHave() throws IOException {
        UserX86FpregsEntry image = Xstate.toImage(7, state(AVX512_AND_PKRU, AVX512_AND_PKRU), INTEL);
        assertThatThrownBy(() -> Xstate.fromImage(image, state(0, 0b111), INTEL))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("does not have")
                .hasMessageContaining("0x2e0");
    }

    @Test
    void refusesAnImageWithTooManyOrTooFewRegisters() throws IOException {
        UserX86FpregsEntry image = Xstate.toImage(7, state(0b111, 0b111), INTEL);
        byte[] here = state(0, 0b111);
        UserX86FpregsEntry few = image.toBuilder().clearXmmSpace().build();
        UserX86FpregsEntry many = image.toBuilder()
                .setXsave(image.getXsave().toBuilder().addYmmhSpace(1))
                .build();
        assertThatThrownBy(() -> Xstate.fromImage(few, here, INTEL)).isInstanceOf(ImageException.class);
        assertThatThrownBy(() -> Xstate.fromImage(many, here, INTEL)).isInstanceOf(ImageException.class);
    }

    /** Every component in use is filled with numbers of its own; the others are zero. */
    static byte[] state(long used, long supported) {
        ByteBuffer area = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        fill(area, 0, 416);
        area.putLong(SUPPORTED, supported).putLong(XSTATE_BV, used);
        int[][] components = {{2, 576, 256}, {5, 1088, 64}, {6, 1152, 512}, {7, 1664, 1024}, {9, 2688, 4}};
        for (int[] component : components) {
            if ((used & (1L << component[0])) != 0) {
                fill(area, component[1], component[2]);
            }
        }
        return area.array();
    }

    private static void fill(ByteBuffer area, int offset, int length) {
        for (int i = 0; i < length; i++) {
            area.put(offset + i, (byte) (offset + i * 31 + 1));
        }
    }
}
