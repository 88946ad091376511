package dev.ferry.engine.ipc;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.IpcDescEntry;

/** What objects of System V IPC of all sorts have in common in images. */
public final class IpcIds {
    /** Of a mode, the bits that say who may do what with the object. */
    public static final int PERMISSIONS = 0777;

    private IpcIds() {}

    /** Checks what an image says of an object called {@code name}. */
    static void require(String name, IpcDescEntry desc) throws ImageException {
        if (desc.getId() < 0 || (desc.getMode() & ~PERMISSIONS) != 0) {
            throw new ImageException(
                    "The checkpoint has " + name + " with an impossible number or mode; dump the program again.");
        }
    }

    /** CRIU fills payload up to eight bytes. */
    static int wholeWords(int bytes) {
        return (bytes + Long.BYTES - 1) & -Long.BYTES;
    }
}
