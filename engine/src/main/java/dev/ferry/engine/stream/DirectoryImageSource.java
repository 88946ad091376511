package dev.ferry.engine.stream;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.lineage.Checksums;
import dev.ferry.engine.lineage.Lineage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads a set from the files of a directory, CRIU's or ours, as they are: inventory, pstree, all other images, then bulk contents. Links
 * are not followed, so what an incremental set leaves to its parent is left out; {@link InheritingSource} has it.
 */
public final class DirectoryImageSource implements ImageSource {
    private final Path directory;
    private final Iterator<String> names;
    private InputStream open = InputStream.nullInputStream();

    /** Opens a directory; refused if it holds no complete checkpoint. */
    public DirectoryImageSource(Path directory) throws IOException {
        this.directory = directory;
        if (!Files.isRegularFile(directory.resolve(ImageType.INVENTORY.fileName()), LinkOption.NOFOLLOW_LINKS)) {
            throw new ImageException("The directory " + directory + " is no complete checkpoint: it has no "
                    + ImageType.INVENTORY.fileName() + ".");
        }
        this.names = list(directory).iterator();
    }

    @Override
    public Optional<IncomingImage> next() throws IOException {
        open.close();
        if (!names.hasNext()) {
            return Optional.empty();
        }
        String name = names.next();
        open = Files.newInputStream(directory.resolve(name), LinkOption.NOFOLLOW_LINKS);
        return Optional.of(new IncomingImage(name, open));
    }

    @Override
    public void close() throws IOException {
        open.close();
    }

    private static List<String> list(Path directory) throws IOException {
        ImageNames names = new ImageNames();
        List<String> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                String name = entry.getFileName().toString();
                // Other programs leave such files behind; no image is called like that.
                if (!name.startsWith(".") && !isNote(entry)) {
                    requireFile(entry);
                    found.add(names.add(name));
                }
            }
        }
        found.sort(ReadingOrder.BY_NAME);
        return found;
    }

    /** What belongs to the directory and not to the set: neither is an image. */
    private static boolean isNote(Path entry) {
        return entry.endsWith(Checksums.NAME) || (entry.endsWith(Lineage.LINK) && Files.isSymbolicLink(entry));
    }

    private static void requireFile(Path entry) throws ImageException {
        if (!Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
            throw new ImageException("The checkpoint has " + entry + ", which is no regular file.");
        }
    }
}
