package dev.ferry.engine.resource;

import com.google.protobuf.MessageLite;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.ImageWriter;
import java.io.IOException;

/** Where a kind puts what does not fit its entry in the files image. */
public interface DumpContext extends TreeFiles {
    /** Appends an entry, with {@code payload} after it, to an image that the set has once, such as pipes-data. */
    void append(ImageType type, MessageLite entry, byte... payload) throws IOException;

    /** A number that this dump has not given to anything yet; open files have theirs from the same counter. */
    int newId();

    /** Announces an image of its own that is written later, while the tree is still frozen: contents of any size. */
    void later(ImageType type, long id, LateImage image);

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
