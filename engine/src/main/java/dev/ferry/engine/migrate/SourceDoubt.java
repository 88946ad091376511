package dev.ferry.engine.migrate;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The link was lost during the commit and this engine lives: it asks the destination until it knows, or its patience ends. */
final class SourceDoubt {
    private static final Logger LOG = LoggerFactory.getLogger(SourceDoubt.class);

    private final MigrationOptions options;
    private final Connection lost;

    SourceDoubt(MigrationOptions options, Connection lost) {
        this.options = options;
        this.lost = lost;
    }

    /** Whatever goes wrong here, the tree stays kept: so it does not throw. */
    Verdict resolve(JournalEntry entry, Exception why) {
        DoubtOptions doubt = options.doubt();
        if (doubt.reconnect().isEmpty()) {
            return new Verdict.Unknown(why.getMessage(), true);
        }
        giveUpTheOldLink();
        try {
            return new PatientInquiry(
                            doubt.reconnect().get(),
                            options.host(),
                            options.silence(),
                            doubt.patience(),
                            doubt.patience(),
                            options.cancel())
                    .ask(entry, Wish.COMMIT);
        } catch (IOException | RuntimeException e) {
            LOG.warn("The destination could not be asked", e);
            return new Verdict.Unknown(Failures.sentence(e), true);
        }
    }

    /** So that the destination notices, if the link still works; on a thread of its own, because it may hang. */
    private void giveUpTheOldLink() {
        Thread thread = new Thread(
                () -> {
                    try {
                        lost.close();
                    } catch (IOException | RuntimeException e) {
                        LOG.debug("The old link was lost indeed", e);
                    }
                },
                "ferry-give-up");
        thread.setDaemon(true);
        thread.start();
    }

    static PeerFailedException neverRan() {
        return new PeerFailedException(
                FailureCode.STEP,
                "The connection was lost during the commit, and the destination has removed its copy without running it;"
                        + " the program runs on here.",
                "commit",
                true);
    }

    /** Part of a sentence. */
    static String reason(Verdict verdict) {
        return verdict instanceof Verdict.Unknown unknown ? unknown.reason() : "the engine there is still busy with it";
    }
}
