package dev.ferry.engine.migrate;

/** The other engine can not be heard any more: end of stream, an error of the link, or silence. */
public final class PeerLostException extends MigrationException {
    private static final long serialVersionUID = 1;

    PeerLostException(String why) {
        super("The other engine can not be reached any more: " + why
                + "; see whether its host and the network are up.");
    }

    PeerLostException(String why, Throwable cause) {
        super(
                "The other engine can not be reached any more: " + why
                        + "; see whether its host and the network are up.",
                cause);
    }
}
