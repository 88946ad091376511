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
        boolean contents = name.startsWith("pages-") || !name.endsWith(".img");
        return contents ? 3 : 2;
    }
}
