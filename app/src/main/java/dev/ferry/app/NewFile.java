package dev.ferry.app;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file of this user alone that gets its name when it is complete and on the disk: what is written may be all that is left of a
 * program right after that. What was given up leaves nothing behind.
 */
public final class NewFile implements Closeable {
    private final Path file;
    private final Path unfinished;
    private final FileChannel channel;

    private NewFile(Path file, Path unfinished, FileChannel channel) {
        this.file = file;
        this.unfinished = unfinished;
        this.channel = channel;
    }

    /** Begins it; refused if something has that name already. */
    public static NewFile create(Path file) throws IOException {
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Path unfinished = file.resolveSibling("." + file.getFileName() + ".unfinished");
        // In a directory that others may write to it could be theirs, or a link.
        Files.deleteIfExists(unfinished);
        FileChannel channel = FileChannel.open(
                unfinished,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return new NewFile(file, unfinished, channel);
    }

    /** Where its content goes. */
    public OutputStream out() {
        return Channels.newOutputStream(channel);
    }

    /** The file itself, for content that does not come in its order; closed with this. */
    public FileChannel channel() {
        return channel;
    }

    /** Nothing of it stays behind if this program is told to end meanwhile, as by Ctrl-C. */
    public void goesWithUs() {
        unfinished.toFile().deleteOnExit();
    }

    /** Gives it its name, when everything is on the disk. */
    public void complete() throws IOException {
        channel.force(true);
        // A link, unlike a rename, fails if somebody else has made a file of that name meanwhile.
        Files.createLink(file, unfinished);
        Path directory = file.toAbsolutePath().getParent();
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(unfinished);
        }
    }
}
