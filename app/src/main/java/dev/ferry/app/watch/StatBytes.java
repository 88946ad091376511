package dev.ferry.app.watch;

import java.nio.charset.StandardCharsets;

/**
 * The fields of {@code /proc/PID/stat} that a list shows, read out of the bytes of the file: two thousand of these are read each second,
 * and {@link dev.ferry.engine.procfs.Stat} would make a hundred thousand strings of them.
 */
final class StatBytes {
    private static final int STATE = 3;
    private static final int PPID = 4;
    private static final int PGRP = 5;
    private static final int SESSION = 6;
    private static final int FLAGS = 9;
    private static final int UTIME = 14;
    private static final int STIME = 15;
    private static final int THREADS = 20;
    private static final int STARTTIME = 22;
    private static final int RSS = 24;
    private static final int PF_KTHREAD = 0x00200000;

    private final long[] fields = new long[RSS + 1];
    private char state;
    private byte[] bytes;
    private int nameStart;
    private int nameEnd;

    /** Whether the text has all the fields. The bytes are used until the next call. */
    boolean parse(byte[] text, int length) {
        bytes = text;
        nameStart = indexOf(text, length) + 1;
        nameEnd = lastIndexOf(text, length);
        if (nameStart == 0 || nameEnd < nameStart || nameEnd + 4 >= length) {
            return false;
        }
        state = (char) text[nameEnd + 2];
        int at = nameEnd + 4;
        for (int field = STATE + 1; field <= RSS; field++) {
            at = number(field, text, at, length);
            if (at < 0) {
                return false;
            }
        }
        return true;
    }

    private static int indexOf(byte[] text, int length) {
        for (int at = 0; at < length; at++) {
            if (text[at] == '(') {
                return at;
            }
        }
        return -1;
    }

    /** Nothing behind the name can hold a parenthesis. */
    private static int lastIndexOf(byte[] text, int length) {
        int at = length - 1;
        while (at >= 0 && text[at] != ')') {
            at--;
        }
        return at;
    }

    private int number(int field, byte[] text, int start, int length) {
        int at = start;
        boolean negative = at < length && text[at] == '-';
        at += negative ? 1 : 0;
        long value = 0;
        int digits = at;
        while (at < length && text[at] >= '0' && text[at] <= '9') {
            value = value * 10 + (text[at] - '0');
            at++;
        }
        fields[field] = negative ? -value : value;
        return at > digits && at < length && text[at] == ' ' ? at + 1 : -1;
    }

    boolean isName(String name) {
        int length = nameEnd - nameStart;
        if (name.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (name.charAt(i) != bytes[nameStart + i]) {
                return false;
            }
        }
        return true;
    }

    String name() {
        return new String(bytes, nameStart, nameEnd - nameStart, StandardCharsets.UTF_8);
    }

    char state() {
        return state;
    }

    int parent() {
        return (int) fields[PPID];
    }

    int group() {
        return (int) fields[PGRP];
    }

    int session() {
        return (int) fields[SESSION];
    }

    boolean isKernelThread() {
        return (fields[FLAGS] & PF_KTHREAD) != 0;
    }

    /** User and system time in ticks. */
    long cpuTicks() {
        return fields[UTIME] + fields[STIME];
    }

    int threads() {
        return (int) fields[THREADS];
    }

    long startTicks() {
        return fields[STARTTIME];
    }

    long residentPages() {
        return fields[RSS];
    }
}
