package dev.ferry.engine.stream;

import dev.ferry.engine.image.ImageType;
import java.util.Comparator;

/**
 * The order in which the images of a directory are read: what describes the tree first, bulk contents last, so that a reader
 * knows where contents belong when they come.
 */
final class ReadingOrder {
    static final Comparator<String> BY_NAME =
            Comparator.comparingInt(ReadingOrder::rank).thenComparing(Comparator.naturalOrder());

    private ReadingOrder() {}

    private static int rank(String name) {
        if (name.equals(ImageType.INVENTORY.fileName())) {
            return 0;
        }
        if (name.equals(ImageType.PSTREE.fileName())) {
            return 1;
        }
        if (name.startsWith("pages-")) {
            return 5;
        }
        if (name.startsWith("ghost-file-")) {
            return 4;
        }
        if (name.endsWith(".img")) {
            return 3;
        }
        return name.startsWith("carried-") ? 4 : 2;
    }
}
