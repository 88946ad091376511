package dev.ferry.engine.migrate;

/** An event that can not happen in this state: an error in Ferry. */
final class IllegalTransition extends IllegalStateException {
    private static final long serialVersionUID = 1;

    IllegalTransition(Object state, Object event) {
        super(event + " can not happen in " + state);
    }
}
