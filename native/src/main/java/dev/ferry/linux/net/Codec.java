package dev.ferry.linux.net;

import dev.ferry.linux.internal.OffHeap;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** How the value of a socket option lies in memory. */
interface Codec<T> {
    Codec<Integer> NUMBER = new Codec<>() {
        @Override
        public Integer decode(ByteBuffer from, int length) {
            return from.getInt(0);
        }

        @Override
        public OffHeap encode(Integer value) {
            return ints(value);
        }
    };

    Codec<Boolean> FLAG = new Codec<>() {
        @Override
        public Boolean decode(ByteBuffer from, int length) {
            return from.getInt(0) != 0;
        }

        @Override
        public OffHeap encode(Boolean value) {
            return ints(value ? 1 : 0);
        }
    };

    /** An array, or a structure of nothing but numbers. */
    Codec<List<Integer>> NUMBERS = new Codec<>() {
        @Override
        public List<Integer> decode(ByteBuffer from, int length) {
            return IntStream.range(0, length / Integer.BYTES)
                    .mapToObj(at -> from.getInt(at * Integer.BYTES))
                    .toList();
        }

        @Override
        public OffHeap encode(List<Integer> value) {
            return ints(value.stream().mapToInt(Integer::intValue).toArray());
        }
    };

    Codec<Linger> LINGER = new Codec<>() {
        @Override
        public Linger decode(ByteBuffer from, int length) {
            return new Linger(from.getInt(0) != 0, from.getInt(Integer.BYTES));
        }

        @Override
        public OffHeap encode(Linger value) {
            return ints(value.on() ? 1 : 0, value.seconds());
        }
    };

    /** {@code struct timeval}: seconds and microseconds. */
    Codec<Duration> TIMEVAL = new Codec<>() {
        @Override
        public Duration decode(ByteBuffer from, int length) {
            return Duration.ofSeconds(from.getLong(0), from.getLong(Long.BYTES) * 1000);
        }

        @Override
        public OffHeap encode(Duration value) {
            OffHeap timeval = OffHeap.allocate(2 * Long.BYTES);
            timeval.bytes().putLong(0, value.getSeconds()).putLong(Long.BYTES, value.getNano() / 1000);
            return timeval;
        }
    };

    /** A name that ends at a NUL or at the end of the value. */
    Codec<String> TEXT = new Codec<>() {
        @Override
        public String decode(ByteBuffer from, int length) {
            byte[] bytes = new byte[length];
            from.get(0, bytes);
            String text = new String(bytes, StandardCharsets.UTF_8);
            int end = text.indexOf('\0');
            return end < 0 ? text : text.substring(0, end);
        }

        @Override
        public OffHeap encode(String value) {
            return OffHeap.cString(value);
        }
    };

    T decode(ByteBuffer from, int length);

    OffHeap encode(T value);

    private static OffHeap ints(int... values) {
        OffHeap memory = OffHeap.allocate(values.length * Integer.BYTES);
        for (int i = 0; i < values.length; i++) {
            memory.bytes().putInt(i * Integer.BYTES, values[i]);
        }
        return memory;
    }
}
