package dev.ferry.engine.procfs;

/**
 * Strict number parsing. The JDK's own parsers accept a plus sign and the digits of every script; procfs writes neither,
 * so seeing them means that the text was cut at the wrong place.
 */
final class Digits {
    private Digits() {}

    /** An unsigned 64-bit number, all 64 bits usable. */
    static long unsigned(String digits, int radix) {
        if (digits.isEmpty()) {
            throw new NumberFormatException("is empty");
        }
        long largestPrefix = Long.divideUnsigned(-1L, radix);
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digit(digits.charAt(i), radix);
            long next = value * radix + digit;
            if (Long.compareUnsigned(value, largestPrefix) > 0 || Long.compareUnsigned(next, digit) < 0) {
                throw new NumberFormatException("does not fit into 64 bits");
            }
            value = next;
        }
        return value;
    }

    /** A decimal number with an optional minus sign. */
    static long signed(String digits) {
        boolean negative = digits.startsWith("-");
        long magnitude = unsigned(negative ? digits.substring(1) : digits, 10);
        if (magnitude < 0 && !(negative && magnitude == Long.MIN_VALUE)) {
            throw new NumberFormatException("does not fit into 64 bits");
        }
        return negative ? -magnitude : magnitude;
    }

    /** Whether the whole text is decimal digits, as the names of process and descriptor directories are. */
    static boolean isDecimal(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static int digit(char c, int radix) {
        int digit = c <= '9' ? c - '0' : (c >= 'a' ? c - 'a' : c - 'A') + 10;
        if (digit < 0 || digit >= radix || (c > '9' && digit < 10)) {
            throw new NumberFormatException("is not a number");
        }
        return digit;
    }
}
