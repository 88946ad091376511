package dev.ferry.engine.resource;

import com.google.protobuf.MessageLite;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.ImageWriter;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.SocketOptionValue;
import dev.ferry.linux.process.RepairGuard;
import java.io.IOException;

/** Where a kind puts what does not fit its entry in the files image. */
public interface DumpContext extends TreeFiles {
    /** Appends an entry, with {@code payload} after it, to an image that the set has once, such as pipes-data. */
    void append(ImageType type, MessageLite entry, byte... payload) throws IOException;

    /** Adds one more entry to the files image, which the kind's own one refers to. */
    void companion(FileEntry entry);

    /** A number that this dump has not given to anything yet; open files have theirs from the same counter. */
    int newId();

    /** Announces an image of its own that is written later, while the tree is still frozen: contents of any size. */
    void later(ImageType type, long id, LateImage image);

    /**
     * Announces an image of its own that belongs to the description of the tree and fits into memory; it is written when all open files
     * have been dumped.
     */
    void describe(ImageType type, long id, LateImage image);

    /** Puts a socket option in the set for which CRIU's images have no place. */
    void option(SocketOptionValue option);

    /** Who ends the repair of a TCP socket if we can not; one for all of them. */
    RepairGuard repairGuard() throws IOException;

    /** Whether an address of this host moves along, and with it the connections that have it. */
    boolean moves(InetName own);

    /** Puts the file in the set with its content, because the program writes to it and the destination can not have it so. */
    void carry(OpenFile file) throws IOException;

    /** The number of the shared memory behind a file of memfd_create(2), whose pages go into the set; one for each memory. */
    int memory(OpenFile file) throws IOException;

    /** Writes the entries of an image whose contents are too large for memory. */
    @FunctionalInterface
    interface LateImage {
        /** Writes everything after the magics. */
        void writeTo(ImageWriter image) throws IOException;
    }
}
