package dev.ferry.engine.migrate;

import java.util.Arrays;
import java.util.Optional;

/** What a control message says. The codes are on the wire and never change their meaning. */
enum MessageType {
    /** Both: versions and features. */
    HELLO(1),
    /** Source: the facts about a tree. */
    CHECK_REQUEST(2),
    /** Destination: findings, and what to bring along. */
    CHECK_ANSWER(3),
    /** Source: this migration begins. */
    START(4),
    /** Destination: nothing that a first time costs is left; freeze now. */
    WARM(5),
    /** Destination: everything is restored and still stopped. */
    READY(6),
    /** Source: the right to run is yours. */
    COMMIT(7),
    /** Destination: the tree runs. */
    RUNNING(8),
    /** Destination: no, and nothing has happened. */
    REFUSED(9),
    /** Both: something went wrong on my side. */
    FAILED(10),
    /** Source: somebody wants it no more. */
    CANCEL(11),
    /** Source: the processes of the tree, at the start of a round of pages. */
    TREE(12),
    /** Source: a round of pages is sent. Destination: it is loaded. */
    ROUND(13),
    /** Source: what became of this migration? */
    RESOLVE(20),
    /** Destination: this. */
    RESOLVED(21);

    private final int code;

    MessageType(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    int code() {
        return code;
    }

    static Optional<MessageType> of(int code) {
        return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
    }
}
