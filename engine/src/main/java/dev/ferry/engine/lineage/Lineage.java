package dev.ferry.engine.lineage;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A directory of images and those that it builds on.
 *
 * @param generations the directory itself, its parent, that one's parent and so on
 */
public record Lineage(List<Path> generations) {
    /** The name of the symbolic link to the parent. */
    public static final String LINK = "parent";

    /** Each of them is looked into for a page that none has changed. */
    private static final int MAX_GENERATIONS = 1000;

    public Lineage {
        generations = List.copyOf(generations);
    }

    /**
     * Follows the links.
     *
     * @throws ImageException if a parent is missing, or descends from itself
     */
    public static Lineage of(Path directory) throws IOException {
        List<Path> generations = new ArrayList<>();
        Set<Path> seen = new HashSet<>();
        for (Optional<Path> next = Optional.of(directory); next.isPresent(); next = parent(next.get())) {
            if (!seen.add(next.get().toRealPath()) || seen.size() > MAX_GENERATIONS) {
                throw new ImageException("The checkpoint " + directory + " builds on "
                        + (seen.size() > MAX_GENERATIONS ? "more than " + MAX_GENERATIONS + " others" : "itself")
                        + ", so its links '" + LINK + "' have been changed; restore them from a backup.");
            }
            generations.add(next.get());
        }
        return new Lineage(generations);
    }

    /** Whether a directory has the link, wherever it leads. */
    public static boolean hasParent(Path directory) {
        return Files.isSymbolicLink(directory.resolve(LINK));
    }

    private static Optional<Path> parent(Path directory) throws IOException {
        if (!hasParent(directory)) {
            return Optional.empty();
        }
        Path parent = directory
                .resolve(Files.readSymbolicLink(directory.resolve(LINK)))
                .normalize();
        if (!isCheckpoint(parent)) {
            throw new ImageException("The checkpoint " + directory + " holds only the changes to " + parent
                    + ", which is no complete checkpoint; put that back where it was.");
        }
        return Optional.of(parent);
    }

    private static boolean isCheckpoint(Path directory) {
        return Files.isRegularFile(directory.resolve(ImageType.INVENTORY.fileName()), LinkOption.NOFOLLOW_LINKS);
    }

    /** The pages that the ancestors have for the pagemap called {@code pagemapName}; the caller closes them. */
    public InheritedPages inherited(String pagemapName) throws IOException {
        return InheritedPages.open(pagemapName, generations.subList(1, generations.size()));
    }

    /**
     * Reads everything once.
     *
     * @throws ImageException if an image is not as it was written, or a parent is another one than it was
     */
    public void verify() throws IOException {
        for (int i = 0; i < generations.size(); i++) {
            Optional<Checksums> checksums = Checksums.of(generations.get(i));
            if (checksums.isPresent()) {
                checksums.get().verify(generations.get(i));
                if (i + 1 < generations.size()) {
                    checksums.get().verifyParent(generations.get(i), generations.get(i + 1));
                }
            }
        }
    }
}
