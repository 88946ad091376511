package dev.ferry.engine.resource;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Fcntl;
import dev.ferry.linux.file.FileFlags;
import dev.ferry.linux.file.PtyMaster;

/**
 * A master that, until this is closed, neither blocks nor tells in packets what happens to the slave. Only while the tree is
 * stopped: its program would see it.
 */
final class QuietMaster implements AutoCloseable {
    private final Fd master;
    private final int flags;
    private final boolean packets;

    private QuietMaster(Fd master, int flags, boolean packets) {
        this.master = master;
        this.flags = flags;
        this.packets = packets;
    }

    static QuietMaster of(Fd master) throws ErrnoException {
        QuietMaster quiet = new QuietMaster(master, FileFlags.status(master), PtyMaster.isPacketMode(master));
        PtyMaster.setPacketMode(master, false);
        FileFlags.setStatus(master, quiet.flags | Fcntl.O_NONBLOCK);
        return quiet;
    }

    /** The master itself. */
    Fd fd() {
        return master;
    }

    @Override
    public void close() throws ErrnoException {
        try {
            PtyMaster.setPacketMode(master, packets);
        } finally {
            FileFlags.setStatus(master, flags);
        }
    }
}
