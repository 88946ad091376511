package dev.ferry.engine.stream;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageName;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.Pagemap;
import dev.ferry.engine.lineage.InheritedPages;
import dev.ferry.engine.lineage.Lineage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Gives back an incremental set as if it had been written whole: its pagemaps say that all pages are there, and its pages come out of it
 * and of its ancestors as they are read. Whoever reads it knows nothing of parents.
 */
final class InheritingSource implements ImageSource {
    /** Of one pagemap image, bytes. */
    private static final int MAX_PAGEMAP_BYTES = 256 << 20;

    private final ImageSource own;
    private final Lineage lineage;
    private final Map<String, Increment> byPagesName = new HashMap<>();
    private InheritedPages open;

    /** A pagemap that leaves pages out. */
    private record Increment(String name, Pagemap pagemap) {}

    /** @param own gives the pagemaps before the pages */
    InheritingSource(ImageSource own, Lineage lineage) {
        this.own = own;
        this.lineage = lineage;
    }

    @Override
    public Optional<IncomingImage> next() throws IOException {
        closeInherited();
        Optional<IncomingImage> next = own.next();
        if (next.isEmpty()) {
            return next;
        }
        IncomingImage image = next.get();
        Increment increment = byPagesName.remove(image.name());
        if (increment != null) {
            open = lineage.inherited(increment.name());
            return Optional.of(new IncomingImage(
                    image.name(), new WholePages(image.name(), image.content(), increment.pagemap(), open)));
        }
        return Optional.of(ImageName.isPagemap(image.name()) ? whole(image) : image);
    }

    private IncomingImage whole(IncomingImage image) throws IOException {
        byte[] bytes = image.content().readNBytes(MAX_PAGEMAP_BYTES);
        if (bytes.length == MAX_PAGEMAP_BYTES) {
            throw new ImageException(image.name() + " is larger than a pagemap can be.");
        }
        try (ImageReader reader = new ImageReader(image.name(), ImageType.PAGEMAP, new ByteArrayInputStream(bytes))) {
            Pagemap pagemap = Pagemap.read(image.name(), reader);
            if (pagemap.isIncrement()) {
                byPagesName.put(ImageType.PAGES.fileName(pagemap.pagesId()), new Increment(image.name(), pagemap));
                bytes = pagemap.imageOfAll();
            }
        }
        return new IncomingImage(image.name(), new ByteArrayInputStream(bytes));
    }

    private void closeInherited() throws IOException {
        if (open != null) {
            open.close();
            open = null;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            closeInherited();
        } finally {
            own.close();
        }
    }
}
