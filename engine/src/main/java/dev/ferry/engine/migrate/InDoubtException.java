package dev.ferry.engine.migrate;

/** The right to run was given away and the answer did not come. The old tree is stopped and whole, and in the journal. */
public final class InDoubtException extends MigrationException {
    private static final long serialVersionUID = 1;

    private final String migrationId;

    InDoubtException(String migrationId, String why, Throwable cause) {
        super(
                "It is not known whether the program runs on the destination now, because the connection was lost during the"
                        + " commit (" + why + "); its old processes are kept stopped here, and ferry resolve "
                        + migrationId + " asks there again or decides.",
                cause);
        this.migrationId = migrationId;
    }

    /** By which {@code ferry resolve} finds it. */
    public String migrationId() {
        return migrationId;
    }

    @Override
    public int exitCode() {
        return 4;
    }
}
