package dev.ferry.engine.dump;

import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.PstreeEntry;
import dev.ferry.engine.lineage.InheritedPages;
import dev.ferry.engine.lineage.Lineage;
import dev.ferry.engine.memory.PageSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The checkpoint that an incremental dump builds on. What has changed since is found by comparing all contents, because nothing that the
 * kernel notes outlives the command that made the parent (decision 0022).
 */
final class ParentCheckpoint {
    private final Lineage lineage;

    private ParentCheckpoint(Lineage lineage) {
        this.lineage = lineage;
    }

    /**
     * Reads all of it once, while the tree runs: what is damaged must not be built on.
     *
     * @throws IOException if it is no whole checkpoint of the tree below {@code root}
     */
    static ParentCheckpoint of(Path directory, int root) throws IOException {
        requireSameTree(directory, root);
        Lineage lineage = Lineage.of(directory);
        lineage.verify();
        return new ParentCheckpoint(lineage);
    }

    private static void requireSameTree(Path directory, int root) throws IOException {
        Path image = directory.resolve(ImageType.PSTREE.fileName());
        if (!Files.isRegularFile(image, LinkOption.NOFOLLOW_LINKS)) {
            throw new DumpException(directory + " is no directory of images, so it can not be a parent; name the one of"
                    + " an earlier dump.");
        }
        try (ImageReader reader = new ImageReader(
                image.toString(), ImageType.PSTREE, Files.newInputStream(image, LinkOption.NOFOLLOW_LINKS))) {
            int saved = reader.require(PstreeEntry.parser()).getPid();
            if (saved != root) {
                throw new DumpException("The checkpoint " + directory + " is of process " + saved + " and not of "
                        + root + "; name an earlier one of " + root + ", or dump without a parent.");
            }
        }
    }

    /** The sets without the contents that the parent has. */
    List<PageSet> changed(List<PageSet> sets) throws IOException {
        List<PageSet> changed = new ArrayList<>();
        for (PageSet set : sets) {
            try (InheritedPages pages = InheritedPages.open(set.pagemapName(), lineage.generations())) {
                changed.add(set.since(pages));
            }
        }
        return changed;
    }
}
