package dev.ferry.engine.carry;

import java.io.IOException;

/** Something done to the destination, mostly to its files, that can be taken back until it is kept. Either is called once. */
sealed interface Step permits MadeDirectory, MadeIpc, PlacedFile {
    /** Takes it back, unless somebody else has changed the same thing since. */
    void undo() throws IOException;

    /** Makes it final. */
    void keep() throws IOException;
}
