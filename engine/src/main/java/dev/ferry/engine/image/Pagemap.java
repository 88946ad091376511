package dev.ferry.engine.image;

import dev.ferry.engine.image.proto.PagemapEntry;
import dev.ferry.engine.image.proto.PagemapHead;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.memory.PageRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which pages of a task or of a shared memory a set has, as its pagemap image says.
 *
 * @param pagesId the number of the pages image with their contents
 * @param entries in the order in which the contents stand there
 */
public record Pagemap(long pagesId, List<Entry> entries) {
    /** {@code PE_PARENT}: the contents have come before. */
    public static final int PARENT = 1;

    /** {@code PE_PRESENT}: the contents are in the pages image. */
    public static final int PRESENT = 1 << 2;

    private static final long UNSIGNED_INT = 0xffff_ffffL;

    /**
     * Consecutive pages.
     *
     * @param isPresent whether their contents are in the pages image
     * @param isInParent whether they have come before, in another set or a round of pre-copy
     */
    public record Entry(PageRun run, boolean isPresent, boolean isInParent) {}

    /** Reads an image that may come from anywhere; its runs may overlap and lie where nothing is mapped. */
    public static Pagemap read(String name, ImageReader reader) throws IOException {
        PagemapHead head = reader.require(PagemapHead.parser());
        List<Entry> entries = new ArrayList<>();
        for (Optional<PagemapEntry> next = reader.next(PagemapEntry.parser());
                next.isPresent();
                next = reader.next(PagemapEntry.parser())) {
            entries.add(entry(name, next.get()));
        }
        return new Pagemap(Integer.toUnsignedLong(head.getPagesId()), entries);
    }

    /**
     * The pages in the order of their contents.
     *
     * @throws ImageException if the contents of some are not in this set
     */
    public List<PageRun> contents(String name) throws ImageException {
        for (Entry entry : entries) {
            if (!entry.isPresent()) {
                throw new ImageException(name + " refers to pages at "
                        + Long.toHexString(entry.run().start())
                        + " whose contents are in another checkpoint; dump the program again, completely.");
            }
        }
        return entries.stream().map(Entry::run).toList();
    }

    /** Whether pages are left out because they have come before. */
    public boolean isIncrement() {
        return entries.stream().anyMatch(Entry::isInParent);
    }

    /** The image of a set that has all these pages itself. */
    public byte[] imageOfAll() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageWriter image = new ImageWriter(ImageType.PAGEMAP, bytes)) {
            image.write(PagemapHead.newBuilder().setPagesId((int) pagesId).build());
            for (Entry entry : entries) {
                int flags = entry.isPresent() || entry.isInParent() ? PRESENT : 0;
                image.write(message(entry.run(), flags));
            }
        }
        return bytes.toByteArray();
    }

    /** An entry as it stands in the image. Both page counts are set, so that CRIU before and since 4.2 can read it. */
    public static PagemapEntry message(PageRun run, int flags) {
        return PagemapEntry.newBuilder()
                .setVaddr(run.start())
                .setCompatNrPages((int) run.pages())
                .setNrPages(run.pages())
                .setFlags(flags)
                .build();
    }

    private static Entry entry(String name, PagemapEntry entry) throws ImageException {
        // Sets of old have no flags, and all of their pages.
        int flags = entry.hasFlags() ? entry.getFlags() : entry.getInParent() ? PARENT : PRESENT;
        boolean inParent = (flags & PARENT) != 0;
        return new Entry(run(name, entry), !inParent && (flags & PRESENT) != 0, inParent);
    }

    private static PageRun run(String name, PagemapEntry entry) throws ImageException {
        long pages = entry.hasNrPages() ? entry.getNrPages() : entry.getCompatNrPages() & UNSIGNED_INT;
        long start = entry.getVaddr();
        if (pages <= 0 || pages >= 1L << 36 || (start & (Mman.PAGE_SIZE - 1)) != 0 || start < 0) {
            throw noRoom(name, start);
        }
        long end = start + (pages << Mman.PAGE_SHIFT);
        if (end < start) {
            throw noRoom(name, start);
        }
        return new PageRun(start, end);
    }

    /** Pages that nothing could take. */
    public static ImageException noRoom(String name, long start) {
        return new ImageException(
                name + " has pages at " + Long.toHexString(start) + " that this checkpoint has no memory for.");
    }
}
