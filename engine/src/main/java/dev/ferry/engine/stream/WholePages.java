package dev.ferry.engine.stream;

import dev.ferry.engine.bytes.BlockInputStream;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.Pagemap;
import dev.ferry.engine.lineage.InheritedPages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Iterator;

/** The content of a pages image, with the pages that it leaves to its parent in their places. */
final class WholePages extends BlockInputStream {
    private final String name;
    private final InputStream own;
    private final Iterator<Pagemap.Entry> entries;
    private final InheritedPages inherited;
    private Pagemap.Entry current;
    private long done;

    WholePages(String name, InputStream own, Pagemap pagemap, InheritedPages inherited) {
        this.name = name;
        this.own = own;
        this.entries = pagemap.entries().stream()
                .filter(entry -> entry.isPresent() || entry.isInParent())
                .iterator();
        this.inherited = inherited;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!advance()) {
            // More than the pagemap announces is noticed by whoever reads.
            return own.read(bytes, offset, length);
        }
        int wanted = (int) Math.min(length, current.run().bytes() - done);
        int got = wanted;
        if (current.isInParent()) {
            inherited.read(current.run().start() + done, ByteBuffer.wrap(bytes, offset, wanted));
        } else {
            got = own.read(bytes, offset, wanted);
            if (got < 0) {
                throw new ImageException(name + " ends before its pagemap does.");
            }
        }
        done += got;
        return got;
    }

    /** Makes sure that there is an entry with bytes left; false behind the last one. */
    private boolean advance() {
        while (current == null || done == current.run().bytes()) {
            if (!entries.hasNext()) {
                return false;
            }
            current = entries.next();
            done = 0;
        }
        return true;
    }
}
