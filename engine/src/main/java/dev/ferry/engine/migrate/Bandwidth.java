package dev.ferry.engine.migrate;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much this engine may send.
 *
 * @param bytesPerSecond {@link Long#MAX_VALUE} is as much as the link takes
 */
public record Bandwidth(long bytesPerSecond) {
    /** As much as the link takes. */
    public static final Bandwidth UNLIMITED = new Bandwidth(Long.MAX_VALUE);

    /** With less, signs of life would come too late. */
    private static final long LEAST = 8 << 10;

    private static final Pattern RATE = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?)([kmg]?)(|b|bit|bps)(?:/s)?");

    /**
     * Reads {@code 2M} (bytes, multiples of 1024) or {@code 10mbit} (bits, multiples of 1000).
     *
     * @throws IllegalArgumentException with a sentence for whoever wrote it
     */
    public static Bandwidth parse(String text) {
        Matcher rate = RATE.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!rate.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no rate; write bytes per second such as 500K or 20M, or bits such as 10mbit");
        }
        boolean bits = rate.group(3).startsWith("bit") || rate.group(3).equals("bps");
        int power = " kmg".indexOf(rate.group(2).isEmpty() ? " " : rate.group(2));
        BigDecimal units = new BigDecimal(rate.group(1))
                .multiply(BigDecimal.valueOf(bits ? 1000 : 1024).pow(power));
        BigDecimal bytes = bits ? units.divide(BigDecimal.valueOf(8), RoundingMode.DOWN) : units;
        if (bytes.compareTo(BigDecimal.valueOf(LEAST)) < 0) {
            throw new IllegalArgumentException("'" + text + "' is too little; at least 8K (65536bit) are needed");
        }
        return new Bandwidth(bytes.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue());
    }

    boolean isLimited() {
        return bytesPerSecond < Long.MAX_VALUE;
    }
}
