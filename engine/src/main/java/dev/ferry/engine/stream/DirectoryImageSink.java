package dev.ferry.engine.stream;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageType;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes a set as files of a directory. The inventory gets its name only when everything is on the disk: a directory without
 * inventory.img is no checkpoint. A set that was given up leaves nothing behind.
 */
public final class DirectoryImageSink implements ImageSink {
    private static final String INVENTORY = ImageType.INVENTORY.fileName();
    private static final String UNFINISHED_INVENTORY = ".inventory.img.unfinished";

    private final Path directory;
    private final boolean madeDirectory;
    private final ImageNames names = new ImageNames();
    private final List<Path> files = new ArrayList<>();
    private OpenFile open;
    private boolean finished;

    /** Creates the directory for its owner alone, or takes one that is there and empty. */
    public DirectoryImageSink(Path directory) throws IOException {
        this.directory = directory;
        this.madeDirectory = !Files.isDirectory(directory);
        if (madeDirectory) {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            requireEmpty();
        }
    }

    @Override
    public OutputStream create(String name) throws IOException {
        requireNoneOpen();
        names.add(name);
        Path file = directory.resolve(name.equals(INVENTORY) ? UNFINISHED_INVENTORY : name);
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        files.add(file);
        open = new OpenFile(channel);
        return open;
    }

    @Override
    public void finish() throws IOException {
        requireNoneOpen();
        if (!names.contains(INVENTORY)) {
            throw new ImageException("The checkpoint can not be finished: it has no " + INVENTORY + ".");
        }
        for (Path file : files) {
            force(file, StandardOpenOption.WRITE);
        }
        Files.move(
                directory.resolve(UNFINISHED_INVENTORY), directory.resolve(INVENTORY), StandardCopyOption.ATOMIC_MOVE);
        finished = true;
        force(directory, StandardOpenOption.READ);
    }

    @Override
    public void close() throws IOException {
        try {
            if (open != null) {
                open.close();
            }
        } finally {
            if (!finished) {
                finished = true;
                removeAll();
            }
        }
    }

    private void removeAll() throws IOException {
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
        if (madeDirectory) {
            Files.deleteIfExists(directory);
        }
    }

    private void requireEmpty() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            if (entries.findAny().isPresent()) {
                throw new IOException("The directory " + directory
                        + " is not empty; a checkpoint needs one of its own. Name another.");
            }
        }
    }

    private void requireNoneOpen() {
        if (finished || open != null) {
            throw new IllegalStateException(finished ? "the set is over" : "an image is still open");
        }
    }

    // The tree is often killed right after its dump, so the checkpoint has to outlive a crash of the host from then on.
    private static void force(Path path, StandardOpenOption access) throws IOException {
        try (FileChannel channel = FileChannel.open(path, access)) {
            channel.force(true);
        }
    }

    /** The image that is being written. */
    private final class OpenFile extends FilterOutputStream {
        OpenFile(FileChannel channel) {
            super(Channels.newOutputStream(channel));
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            if (open == this) {
                open = null;
            }
            out.close();
        }
    }
}
