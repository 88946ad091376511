package dev.ferry.engine.migrate;

/** Somebody wants the migration no more; the tree runs on where it was. */
public final class CancelledException extends MigrationException {
    private static final long serialVersionUID = 1;

    CancelledException() {
        super("The migration was cancelled; the program runs on where it was.");
    }
}
