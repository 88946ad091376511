package dev.ferry.remote;

import java.io.IOException;

/** Something failed with another host. The message is one sentence for a person: host, cause, remedy. */
public final class RemoteException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, for callers that react differently. */
    public enum Kind {
        /** No answer, no route, no such name. */
        UNREACHABLE,
        /** Not in known_hosts, and nobody said yes. */
        UNKNOWN_HOST_KEY,
        /** Known by another key, or by a revoked one. */
        CHANGED_HOST_KEY,
        /** The host is right, but it does not let us in. */
        AUTHENTICATION,
        /** Logged in, but there is no Ferry to start. */
        NO_FERRY,
        /** There is a Ferry, and it does not serve us. */
        REFUSED,
        /** The connection, or the command at its end, went away while in use. */
        LOST,
        /** Anything else. */
        OTHER
    }

    private final Kind kind;

    /** A failure without an underlying exception. */
    public RemoteException(Kind kind, String sentence) {
        super(oneLine(sentence));
        this.kind = kind;
    }

    /** A failure with what caused it. */
    public RemoteException(Kind kind, String sentence, Throwable cause) {
        super(oneLine(sentence), cause);
        this.kind = kind;
    }

    // Parts of it come from the other host, and it is going to be printed on a terminal.
    private static String oneLine(String sentence) {
        return sentence.replaceAll("\\p{Cntrl}+", " ");
    }

    /** What went wrong. */
    public Kind kind() {
        return kind;
    }
}
