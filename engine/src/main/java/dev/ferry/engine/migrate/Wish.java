package dev.ferry.engine.migrate;

import java.util.Arrays;
import java.util.Optional;

/** What the source wants to become of a tree that the destination may still hold; it always wants to know what became of it. */
enum Wish {
    /** Its own tree is stopped and COMMIT may have been sent: the right to run is given away. */
    COMMIT('c'),
    /** Its own tree runs: COMMIT was never sent. */
    ABORT('a');

    private final byte letter;

    Wish(char letter) {
        this.letter = (byte) letter;
    }

    /** At the door of a held tree. */
    byte letter() {
        return letter;
    }

    static Optional<Wish> of(byte letter) {
        return Arrays.stream(values()).filter(wish -> wish.letter == letter).findFirst();
    }
}
