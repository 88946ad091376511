package dev.ferry.engine.migrate;

import java.time.Duration;

/** What the destination knows of a migration. */
sealed interface Verdict {
    /** It runs there, or has run there. */
    record Runs(Duration since) implements Verdict {}

    /** It has never run there and never will. */
    record Aborted() implements Verdict {}

    /** The destination is busy with it: ask again. */
    record Pending() implements Verdict {}

    /** No answer that may be relied on; {@code reason} is part of a sentence, and asking again does not help if {@code isFinal}. */
    record Unknown(String reason, boolean isFinal) implements Verdict {}
}
