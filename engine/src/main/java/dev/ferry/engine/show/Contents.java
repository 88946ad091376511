package dev.ferry.engine.show;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.Pagemap;
import dev.ferry.engine.image.proto.MmEntry;
import dev.ferry.engine.lineage.InheritedPages;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.stream.IncomingImage;
import dev.ferry.linux.memory.PageRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The images with contents: gone through once to the end, which finds out whether they are whole. Of the memory only the command lines
 * are looked at, as far as they lie in pages that are there.
 */
final class Contents {
    /** A command line of any use is shorter. */
    private static final long MAX_ARGUMENTS = 4096;

    private static final Pattern ZERO = Pattern.compile("\0");

    private final Map<String, Wanted> wanted = new HashMap<>();
    private final Map<Integer, List<String>> arguments = new HashMap<>();
    private final Map<String, Long> sizes = new LinkedHashMap<>();

    /** The place of a command line in a pages image. */
    private record Wanted(int pid, long offset, int length) {}

    /** The command line of a task is in pages of its parent, if it is there. */
    void inherit(int pid, MmEntry mm, InheritedPages pages) throws IOException {
        long start = mm.getMmArgStart();
        for (PageRun run : pages.runs()) {
            if (run.start() <= start && start < run.end() && length(mm) > 0) {
                byte[] bytes = new byte[(int) Math.min(length(mm), run.end() - start)];
                pages.read(start, ByteBuffer.wrap(bytes));
                arguments.put(pid, split(bytes));
            }
        }
    }

    private static long length(MmEntry mm) {
        return Math.min(mm.getMmArgEnd() - mm.getMmArgStart(), MAX_ARGUMENTS);
    }

    /** The command line of a task is to be read, if its first byte is in the image. */
    void want(int pid, MmEntry mm, Pagemap pages) {
        long start = mm.getMmArgStart();
        long length = length(mm);
        long offset = 0;
        for (Pagemap.Entry entry : pages.entries()) {
            PageRun run = entry.run();
            if (entry.isPresent() && run.start() <= start && start < run.end() && length > 0) {
                int there = (int) Math.min(length, run.end() - start);
                String name = ImageType.PAGES.fileName(pages.pagesId());
                wanted.put(name, new Wanted(pid, offset + start - run.start(), there));
                return;
            }
            offset += entry.isPresent() ? run.bytes() : 0;
        }
    }

    /** Reads the source to its end; {@code first} was taken from it already. */
    void read(Optional<IncomingImage> first, ImageSource source) throws IOException {
        for (Optional<IncomingImage> next = first; next.isPresent(); next = source.next()) {
            IncomingImage image = next.get();
            sizes.put(image.name(), read(image.content(), wanted.get(image.name())));
        }
    }

    private long read(InputStream content, Wanted part) throws IOException {
        if (part == null) {
            return skip(content, Long.MAX_VALUE);
        }
        long before = skip(content, part.offset());
        byte[] bytes = content.readNBytes(part.length());
        arguments.put(part.pid(), split(bytes));
        return before + bytes.length + skip(content, Long.MAX_VALUE);
    }

    /** A stream may skip less than it could. */
    private static long skip(InputStream content, long wanted) throws IOException {
        long skipped = 0;
        while (skipped < wanted) {
            long step = content.skip(wanted - skipped);
            if (step == 0) {
                if (content.read() < 0) {
                    break;
                }
                step = 1;
            }
            skipped += step;
        }
        return skipped;
    }

    private static List<String> split(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        List<String> words = new ArrayList<>(List.of(ZERO.split(text, -1)));
        // Each ends with a zero, so nothing stands behind the last one.
        if (words.get(words.size() - 1).isEmpty()) {
            words.remove(words.size() - 1);
        }
        return words;
    }

    /** The command line of a task; empty if it is not known. */
    List<String> arguments(int pid) {
        return arguments.getOrDefault(pid, List.of());
    }

    /** The images that were gone through, and their sizes. */
    Map<String, Long> sizes() {
        return sizes;
    }

    /** All pages together, bytes. */
    long memoryBytes() {
        return sizes.entrySet().stream()
                .filter(image -> image.getKey().startsWith("pages-"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Fails if a pages image is shorter or longer than its pagemap says. */
    void requireWhole(Map<String, Long> announced) throws ImageException {
        for (Map.Entry<String, Long> pages : announced.entrySet()) {
            Long size = sizes.get(pages.getKey());
            if (size == null && pages.getValue() > 0) {
                throw new ImageException("The checkpoint has no " + pages.getKey() + ", in which " + pages.getValue()
                        + " bytes of memory should be.");
            }
            if (size != null && !size.equals(pages.getValue())) {
                throw new ImageException("Image " + pages.getKey() + " is damaged: it has " + size
                        + " bytes, and its pagemap announces " + pages.getValue() + ".");
            }
        }
    }
}
