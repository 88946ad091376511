package dev.ferry.engine.lineage;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.Pagemap;
import dev.ferry.linux.memory.PageRun;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * The pages of one task or shared memory that several generations of checkpoints have together; the youngest one that has a page itself
 * counts. Of the contents nothing is kept in memory.
 */
public final class InheritedPages implements Closeable {
    /** Of one pagemap image; a run of pages takes about twenty bytes. */
    private static final long MAX_PAGEMAP_BYTES = 256 << 20;

    private final List<Generation> generations = new ArrayList<>();

    private InheritedPages() {}

    /** A run of pages; from its addresses to offsets into the pages image it is {@code shift}, if the generation has it itself. */
    private record Piece(long end, boolean isInParent, long shift) {}

    /** One checkpoint. */
    private record Generation(Path pagemap, NavigableMap<Long, Piece> pieces, FileChannel pages) {
        Piece around(long address) throws ImageException {
            Map.Entry<Long, Piece> piece = pieces.floorEntry(address);
            if (piece == null || piece.getValue().end() <= address) {
                throw new ImageException("The checkpoint lacks the page " + Long.toHexString(address) + ", which "
                        + pagemap + " should have; restore that from a backup.");
            }
            return piece.getValue();
        }
    }

    /**
     * Opens what the pagemaps called {@code name} lead to.
     *
     * @param directories the youngest first
     */
    public static InheritedPages open(String name, List<Path> directories) throws IOException {
        InheritedPages pages = new InheritedPages();
        try {
            for (Path directory : directories) {
                if (!Files.isRegularFile(directory.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                    break;
                }
                pages.generations.add(read(directory, name));
            }
            return pages;
        } catch (IOException e) {
            pages.close();
            throw e;
        }
    }

    private static Generation read(Path directory, String name) throws IOException {
        Path image = directory.resolve(name);
        if (Files.size(image) > MAX_PAGEMAP_BYTES) {
            throw new ImageException(image + " is larger than a pagemap can be.");
        }
        Pagemap pagemap;
        try (ImageReader reader = new ImageReader(
                image.toString(), ImageType.PAGEMAP, Files.newInputStream(image, LinkOption.NOFOLLOW_LINKS))) {
            pagemap = Pagemap.read(image.toString(), reader);
        }
        NavigableMap<Long, Piece> pieces = pieces(image, pagemap);
        Path pages = directory.resolve(ImageType.PAGES.fileName(pagemap.pagesId()));
        return new Generation(
                image, pieces, FileChannel.open(pages, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
    }

    private static NavigableMap<Long, Piece> pieces(Path image, Pagemap pagemap) throws ImageException {
        NavigableMap<Long, Piece> pieces = new TreeMap<>();
        long end = 0;
        long offset = 0;
        for (Pagemap.Entry entry : pagemap.entries()) {
            PageRun run = entry.run();
            if (run.start() < end) {
                throw new ImageException(image + " is damaged: its pages do not ascend.");
            }
            end = run.end();
            if (entry.isPresent() || entry.isInParent()) {
                pieces.put(run.start(), new Piece(end, entry.isInParent(), offset - run.start()));
                offset += entry.isPresent() ? run.bytes() : 0;
            }
        }
        return pieces;
    }

    /** The pages that the nearest generation knows, ascending. */
    public List<PageRun> runs() {
        List<PageRun> runs = new ArrayList<>();
        if (!generations.isEmpty()) {
            generations.get(0).pieces().forEach((start, piece) -> runs.add(new PageRun(start, piece.end())));
        }
        return runs;
    }

    /** Fills {@code into} with the parts, one behind the other. */
    public void read(List<PageRun> parts, ByteBuffer into) throws IOException {
        PageRun.each(parts, into, (part, contents) -> read(part.start(), contents));
    }

    /** Fills the whole of {@code into} with what the pages from {@code address} on contain. */
    public void read(long address, ByteBuffer into) throws IOException {
        int limit = into.limit();
        int start = into.position();
        while (into.hasRemaining()) {
            readSome(address + into.position() - start, into);
            into.limit(limit);
        }
    }

    /** Up to where another generation has the contents; leaves the limit of {@code into} there. */
    private void readSome(long address, ByteBuffer into) throws IOException {
        for (Generation generation : generations) {
            Piece piece = generation.around(address);
            into.limit((int) Math.min(into.limit(), into.position() + piece.end() - address));
            if (!piece.isInParent()) {
                fill(generation, address + piece.shift(), into);
                return;
            }
        }
        throw new ImageException("The checkpoint lacks the page " + Long.toHexString(address)
                + ", which should be in a parent that it does not have; dump the program again.");
    }

    private static void fill(Generation generation, long offset, ByteBuffer into) throws IOException {
        for (long at = offset; into.hasRemaining(); ) {
            int got = generation.pages().read(into, at);
            if (got < 0) {
                throw new ImageException("The pages that " + generation.pagemap()
                        + " announces are not all there; restore its directory from a backup.");
            }
            at += got;
        }
    }

    @Override
    public void close() throws IOException {
        for (Generation generation : generations) {
            generation.pages().close();
        }
    }
}
