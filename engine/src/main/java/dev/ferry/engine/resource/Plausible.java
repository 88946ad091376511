package dev.ferry.engine.resource;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.FownEntry;
import dev.ferry.linux.abi.Signals;

/** What an entry of the files image must be like before anything is done with it. */
final class Plausible {
    private Plausible() {}

    /** Refuses {@code entry} unless {@code plausible}; {@code what} completes "the open file 7 of files.img ...". */
    static void require(FileEntry entry, boolean plausible, String what) throws ImageException {
        if (!plausible) {
            throw new ImageException("The open file " + Integer.toUnsignedString(entry.getId()) + " (" + entry.getType()
                    + ") of files.img " + what + "; the image is damaged or was not made by Ferry.");
        }
    }

    /** The entry has the message of its kind, with the same number, and a signal, if it sends one when it is ready ({@link Fown}). */
    static void requireMessage(FileEntry entry, boolean present, int id, FownEntry fown) throws ImageException {
        require(entry, present, "has no description of its kind");
        require(entry, id == entry.getId(), "has a description with another number");
        require(
                entry,
                fown.getSignum() >= 0 && fown.getSignum() <= Signals.COUNT,
                "sends an unknown signal when it is ready");
    }
}
