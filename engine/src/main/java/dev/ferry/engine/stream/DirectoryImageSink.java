package dev.ferry.engine.stream;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.lineage.Checksums;
import dev.ferry.engine.lineage.Lineage;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * Writes a set as files of a directory. The inventory gets its name only when everything is on the disk: a directory without
 * inventory.img is no checkpoint. A set that was given up leaves nothing behind.
 */
public final class DirectoryImageSink implements ImageSink {
    private static final String INVENTORY = ImageType.INVENTORY.fileName();
    private static final String UNFINISHED_INVENTORY = ".inventory.img.unfinished";
    private static final Set<PosixFilePermission> OWNERS_DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNERS_FILE = PosixFilePermissions.fromString("rw-------");

    private final Path directory;
    private final Optional<Path> parent;
    private final boolean madeDirectory;
    private final Map<String, Checksums.Sum> sums = new LinkedHashMap<>();
    private final ImageNames names = new ImageNames();
    private final List<Path> files = new ArrayList<>();
    private OpenFile open;
    private boolean finished;

    /** Creates the directory, or takes one that is there and empty; either is for its owner alone from then on. */
    public DirectoryImageSink(Path directory) throws IOException {
        this(directory, Optional.empty());
    }

    /** The same for what has changed since {@code parent} was written, a directory of images, to which it will lead. */
    public DirectoryImageSink(Path directory, Optional<Path> parent) throws IOException {
        this.directory = directory;
        this.parent = parent;
        this.madeDirectory = !Files.isDirectory(directory);
        if (madeDirectory) {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNERS_DIRECTORY));
        } else {
            requireEmpty();
            Files.setPosixFilePermissions(directory, OWNERS_DIRECTORY);
        }
        if (parent.isPresent()) {
            link(parent.get());
        }
    }

    /** The link is relative, so that both can be moved or copied together. */
    private void link(Path to) throws IOException {
        Path link = directory.resolve(Lineage.LINK);
        files.add(Files.createSymbolicLink(link, directory.toRealPath().relativize(to.toRealPath())));
    }

    @Override
    public Optional<Path> parent() {
        return parent;
    }

    @Override
    public OutputStream create(String name) throws IOException {
        requireNoneOpen();
        names.add(name);
        if (name.equals(Lineage.LINK) || name.equals(Checksums.NAME)) {
            throw new ImageException("An image in a directory can not be called " + name + ".");
        }
        open = new OpenFile(name, newFile(name.equals(INVENTORY) ? UNFINISHED_INVENTORY : name));
        return open;
    }

    private FileChannel newFile(String name) throws IOException {
        Path file = directory.resolve(name);
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNERS_FILE));
        files.add(file);
        return channel;
    }

    @Override
    public void finish() throws IOException {
        requireNoneOpen();
        if (!names.contains(INVENTORY)) {
            throw new ImageException("The checkpoint can not be finished: it has no " + INVENTORY + ".");
        }
        writeChecksums();
        for (Path file : files) {
            if (!Files.isSymbolicLink(file)) {
                force(file, StandardOpenOption.WRITE);
            }
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

    private void writeChecksums() throws IOException {
        Optional<String> meant = parent.isPresent() ? Checksums.digest(parent.get()) : Optional.empty();
        try (OutputStream out = Channels.newOutputStream(newFile(Checksums.NAME))) {
            out.write(new Checksums(meant, sums).toBytes());
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
        private final String name;
        private final FileChannel channel;
        private final CheckedOutputStream checked;

        OpenFile(String name, FileChannel channel) {
            this(name, channel, new CheckedOutputStream(Channels.newOutputStream(channel), new CRC32C()));
        }

        private OpenFile(String name, FileChannel channel, CheckedOutputStream checked) {
            super(checked);
            this.name = name;
            this.channel = channel;
            this.checked = checked;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            if (open == this) {
                open = null;
                sums.put(name, new Checksums.Sum(checked.getChecksum().getValue(), channel.position()));
            }
            out.close();
        }
    }
}
