package dev.ferry.engine.restore;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.memory.PagePortions;
import dev.ferry.engine.stream.IncomingImage;
import dev.ferry.linux.memory.PageRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads pages images as they come in, in any order, and hands what is in them to whoever expects it. */
public final class PageContents {
    private final Map<String, Target> byPagesName = new HashMap<>();
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(PagePortions.BYTES);
    private final byte[] heap = new byte[PagePortions.BYTES];
    private long bytes;

    /** Where pages go. */
    @FunctionalInterface
    public interface Place {
        /** Takes parts, which stand in {@code direct} one behind the other. */
        void write(List<PageRun> parts, ByteBuffer direct) throws IOException;
    }

    private record Target(List<PageRun> runs, Place place) {}

    /**
     * The pages image with this number is to go to {@code place}.
     *
     * @param runs the pages in it, in their order
     */
    public void expect(long pagesId, List<PageRun> runs, Place place) throws ImageException {
        String pages = ImageType.PAGES.fileName(pagesId);
        if (byPagesName.put(pages, new Target(runs, place)) != null) {
            throw new ImageException("Two pagemaps refer to " + pages + ".");
        }
    }

    /** How much is expected and has not come, bytes; more than there can be counts as {@code Long.MAX_VALUE}. */
    public long expected() {
        return byPagesName.values().stream()
                .flatMap(target -> target.runs().stream())
                .mapToLong(PageRun::bytes)
                .reduce(0, (sum, run) -> sum + run < 0 ? Long.MAX_VALUE : sum + run);
    }

    /** Reads an image to its end; false if it is none that is expected, and then nothing was read. */
    public boolean load(IncomingImage image) throws IOException {
        Target target = byPagesName.remove(image.name());
        if (target == null) {
            return false;
        }
        for (PagePortions portions = new PagePortions(target.runs()); portions.hasNext(); ) {
            load(image, portions.next(), target.place());
        }
        if (image.content().read() >= 0) {
            throw new ImageException(image.name() + " has more pages than its pagemap announces.");
        }
        return true;
    }

    private void load(IncomingImage image, PagePortions.Portion portion, Place place) throws IOException {
        if (image.content().readNBytes(heap, 0, portion.bytes()) < portion.bytes()) {
            throw new ImageException(image.name() + " ends before its pagemap does.");
        }
        chunk.clear().put(0, heap, 0, portion.bytes()).limit(portion.bytes());
        place.write(portion.parts(), chunk);
        bytes += portion.bytes();
    }

    /** Fails if pages that are expected have not come. */
    public void requireComplete() throws ImageException {
        for (Map.Entry<String, Target> missing : byPagesName.entrySet()) {
            if (!missing.getValue().runs().isEmpty()) {
                throw new ImageException("The checkpoint has no " + missing.getKey() + ".");
            }
        }
    }

    /** How much has been read. */
    public long bytes() {
        return bytes;
    }
}
