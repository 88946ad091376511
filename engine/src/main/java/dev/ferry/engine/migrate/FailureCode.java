package dev.ferry.engine.migrate;

import java.util.Arrays;

/** Kinds of failures that one side tells the other. The codes are on the wire. */
public enum FailureCode {
    /** Of a newer engine; its text still says what happened. */
    UNKNOWN(0),
    /** The engines have no protocol version in common. */
    VERSION(1),
    /** The peer sent what the protocol does not allow. */
    PROTOCOL(2),
    /** A step failed. */
    STEP(3),
    /** The commit was for another migration. */
    WRONG_MIGRATION(4);

    private final int code;

    FailureCode(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    int code() {
        return code;
    }

    static FailureCode of(int code) {
        return Arrays.stream(values())
                .filter(value -> value.code == code)
                .findFirst()
                .orElse(UNKNOWN);
    }
}
