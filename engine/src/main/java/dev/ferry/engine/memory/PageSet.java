package dev.ferry.engine.memory;

import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.ImageWriter;
import dev.ferry.engine.image.Pagemap;
import dev.ferry.engine.image.proto.PagemapEntry;
import dev.ferry.engine.image.proto.PagemapHead;
import dev.ferry.engine.lineage.InheritedPages;
import dev.ferry.engine.stream.ImageSink;
import dev.ferry.linux.memory.PageRun;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The pages of one address space or one shared memory: which ones there are (a pagemap image) and what is in them (a pages
 * image). The pagemap is written with the small images, the pages after all of them.
 *
 * @param pagemapName file name of the pagemap image
 * @param pagesId number of the pages image
 * @param runs the pages that are written with their content
 * @param inParent the pages that whoever restores the set has already, from a round of pre-copy or a parent (PE_PARENT of CRIU)
 * @param reader where the content comes from
 */
public record PageSet(String pagemapName, int pagesId, List<PageRun> runs, List<PageRun> inParent, PageReader reader) {
    /** A set all of whose pages are written. */
    public PageSet(String pagemapName, int pagesId, List<PageRun> runs, PageReader reader) {
        this(pagemapName, pagesId, runs, List.of(), reader);
    }

    /** Reads content by the addresses that {@link PageRun}s have. */
    @FunctionalInterface
    public interface PageReader {
        /** Fills {@code direct} with the parts, one behind the other. */
        void read(List<PageRun> parts, ByteBuffer direct) throws IOException;
    }

    /** The same set without the content of those pages that {@code parent} has too, byte for byte. */
    public PageSet since(InheritedPages parent) throws IOException {
        PageRunSet known = new PageRunSet();
        parent.runs().forEach(known::add);
        PageRunSet same = new PageComparison(reader, parent::read).same(known.select(runs, true));
        List<PageRun> left = new ArrayList<>(inParent);
        left.addAll(same.select(runs, true));
        return new PageSet(pagemapName, pagesId, same.select(runs, false), left, reader);
    }

    /** Size of the content in bytes. */
    public long bytes() {
        return runs.stream().mapToLong(PageRun::bytes).sum();
    }

    /** Writes the pagemap image. */
    public void writePagemap(ImageSink sink) throws IOException {
        try (ImageWriter image = new ImageWriter(ImageType.PAGEMAP, sink.create(pagemapName))) {
            image.write(PagemapHead.newBuilder().setPagesId(pagesId).build());
            for (PagemapEntry entry : entries()) {
                image.write(entry);
            }
        }
    }

    private List<PagemapEntry> entries() {
        Stream<PagemapEntry> written = runs.stream().map(run -> Pagemap.message(run, Pagemap.PRESENT));
        Stream<PagemapEntry> there = inParent.stream().map(run -> Pagemap.message(run, Pagemap.PARENT));
        return Stream.concat(written, there)
                .sorted(Comparator.comparingLong(PagemapEntry::getVaddr))
                .toList();
    }

    /** Writes the pages image. */
    public void writePages(ImageSink sink) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(PagePortions.BYTES);
        byte[] heap = new byte[PagePortions.BYTES];
        try (OutputStream image = sink.create(ImageType.PAGES.fileName(pagesId))) {
            for (PagePortions portions = new PagePortions(runs); portions.hasNext(); ) {
                PagePortions.Portion portion = portions.next();
                reader.read(portion.parts(), chunk.clear().limit(portion.bytes()));
                chunk.get(0, heap, 0, portion.bytes());
                image.write(heap, 0, portion.bytes());
            }
        }
    }
}
