package dev.ferry.engine.diff;

import dev.ferry.engine.image.Pagemap;
import dev.ferry.engine.restore.CheckpointImages;
import dev.ferry.engine.restore.PageContents;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.stream.IncomingImage;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.memory.PageRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * A sum of each page of a checkpoint, by pagemap and address: CRC-32 and CRC-32C side by side, which have no common factor, so together
 * they are a CRC of 64 bits. Two pages that differ have the same sum once in 2^64, unless somebody makes them so.
 */
final class PageSums {
    static final long ZERO = sum(ByteBuffer.allocate(Mman.PAGE_SIZE), new CRC32(), new CRC32C());

    private final Map<String, NavigableMap<Long, long[]>> byPagemap = new HashMap<>();
    private final CRC32 crc32 = new CRC32();
    private final CRC32C crc32c = new CRC32C();

    private PageSums() {}

    /** Reads the rest of a set, behind the images that describe the tree. */
    static PageSums read(CheckpointImages images, ImageSource source, MemoryView view) throws IOException {
        PageSums sums = new PageSums();
        PageContents contents = new PageContents();
        for (Map.Entry<String, Pagemap> one : view.pagemaps().entrySet()) {
            NavigableMap<Long, long[]> runs = new TreeMap<>();
            sums.byPagemap.put(one.getKey(), runs);
            Pagemap pagemap = one.getValue();
            contents.expect(
                    pagemap.pagesId(),
                    pagemap.contents(one.getKey()),
                    (parts, direct) -> sums.add(parts, direct, runs));
        }
        for (Optional<IncomingImage> next = images.firstContent(); next.isPresent(); next = source.next()) {
            contents.load(next.get());
        }
        contents.requireComplete();
        return sums;
    }

    private void add(Iterable<PageRun> parts, ByteBuffer direct, NavigableMap<Long, long[]> runs) {
        int at = 0;
        for (PageRun part : parts) {
            long[] pages = new long[(int) part.pages()];
            for (int i = 0; i < pages.length; i++) {
                pages[i] = sum(direct.slice(at, Mman.PAGE_SIZE), crc32, crc32c);
                at += Mman.PAGE_SIZE;
            }
            runs.put(part.start(), pages);
        }
    }

    private static long sum(ByteBuffer page, CRC32 crc32, CRC32C crc32c) {
        crc32.reset();
        crc32.update(page.duplicate());
        crc32c.reset();
        crc32c.update(page);
        return crc32.getValue() << Integer.SIZE | crc32c.getValue();
    }

    /** The pages of a mapping that are there. */
    PageCursor in(MemoryView.Window window) {
        NavigableMap<Long, long[]> runs = byPagemap.getOrDefault(window.pagemap(), Collections.emptyNavigableMap());
        Long first = runs.floorKey(window.address());
        return new PageCursor(runs.tailMap(first == null ? window.address() : first, true), window);
    }
}
