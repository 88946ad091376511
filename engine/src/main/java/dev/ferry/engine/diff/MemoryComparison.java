package dev.ferry.engine.diff;

import dev.ferry.engine.diff.MemoryView.Window;
import dev.ferry.engine.diff.TaskDifference.Fate;
import dev.ferry.engine.diff.TaskDifference.MappingDifference;
import dev.ferry.engine.memory.PageRunSet;
import dev.ferry.engine.show.SavedMapping;
import dev.ferry.engine.show.SavedTask;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.memory.PageRun;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Compares address spaces, address by address: the kernel joins and splits mappings as it likes, so where one begins means little. What
 * has grown has come at its end.
 */
final class MemoryComparison {
    private final Side before;
    private final Side after;
    private final Map<String, PageRunSet> changed = new HashMap<>();

    MemoryComparison(Side before, Side after) {
        this.before = before;
        this.after = after;
    }

    /** A mapping, or what is left of it behind the part that is compared already. */
    private record Part(SavedMapping mapping, long start, long end) {
        Part(SavedMapping mapping) {
            this(mapping, address(mapping.start()), address(mapping.end()));
        }

        private static long address(String hexadecimal) {
            return Long.parseUnsignedLong(hexadecimal, 16);
        }

        Part from(long address) {
            return new Part(mapping, address, end);
        }

        Part upTo(long address) {
            return new Part(mapping, start, address);
        }

        /** Where the file or shared memory would be mapped from its beginning; private memory has no such place. */
        long origin() {
            boolean isAnonymous = mapping.path().isEmpty() && mapping.access().endsWith("p");
            return isAnonymous ? 0 : address(mapping.start()) - mapping.offset();
        }

        boolean shows(Part other) {
            return mapping.what().equals(other.mapping.what()) && origin() == other.origin();
        }
    }

    /** The parts of two address spaces that are not the same, in ascending order. */
    List<MappingDifference> compare(SavedTask was, SavedTask is) {
        List<MappingDifference> differences = new ArrayList<>();
        Deque<Part> left = parts(was);
        Deque<Part> right = parts(is);
        while (!left.isEmpty() && !right.isEmpty()) {
            Part one = left.pop();
            Part other = right.pop();
            if (one.start() < other.start()) {
                right.push(other);
                differences.add(gone(cut(left, one, other.start())));
            } else if (other.start() < one.start()) {
                left.push(one);
                differences.add(come(cut(right, other, one.start())));
            } else {
                long end = Math.min(one.end(), other.end());
                both(was.pid(), cut(left, one, end), cut(right, other, end), differences);
            }
        }
        left.forEach(part -> differences.add(gone(part)));
        right.forEach(part -> differences.add(come(part)));
        return differences;
    }

    private static Deque<Part> parts(SavedTask task) {
        return task.mappings().stream().map(Part::new).collect(Collectors.toCollection(ArrayDeque::new));
    }

    /** What lies before {@code end}; the rest goes back. */
    private static Part cut(Deque<Part> rest, Part part, long end) {
        if (part.end() <= end) {
            return part;
        }
        rest.push(part.from(end));
        return part.upTo(end);
    }

    private static MappingDifference gone(Part part) {
        return difference(Fate.GONE, part, part.mapping().access(), "", 0);
    }

    private static MappingDifference come(Part part) {
        return difference(Fate.COME, part, "", part.mapping().access(), 0);
    }

    private void both(int pid, Part was, Part is, List<MappingDifference> differences) {
        if (!was.shows(is)) {
            differences.add(gone(was));
            differences.add(come(is));
            return;
        }
        String before = was.mapping().access();
        String after = is.mapping().access();
        long pages = changedPages(window(this.before, pid, was), window(this.after, pid, is));
        if (pages > 0 || !before.equals(after)) {
            differences.add(difference(Fate.CHANGED, is, before, after, pages));
        }
    }

    private static MappingDifference difference(Fate fate, Part part, String before, String after, long pages) {
        return new MappingDifference(
                fate,
                Long.toHexString(part.start()),
                part.mapping().what(),
                before,
                after,
                part.end() - part.start(),
                pages,
                pages * Mman.PAGE_SIZE);
    }

    private static Window window(Side side, int pid, Part part) {
        Window whole = side.memory().window(pid, Part.address(part.mapping().start()));
        return whole == null ? null : whole.part(part.start(), part.end());
    }

    /** How many pages of {@code is} are not as in {@code was}. The kernel's own pages have no windows. */
    private long changedPages(Window was, Window is) {
        if (was == null || is == null) {
            return 0;
        }
        PageCursor left = before.sums().in(was);
        PageCursor right = after.sums().in(is);
        boolean isFile = was.isFile() || is.isFile();
        long pages = 0;
        while (left.hasPage() || right.hasPage()) {
            boolean hasLeft = left.hasPage() && (!right.hasPage() || left.address() <= right.address());
            boolean hasRight = right.hasPage() && (!left.hasPage() || right.address() <= left.address());
            long address = hasLeft ? left.address() : right.address();
            boolean differs = (hasLeft && hasRight)
                    ? left.sum() != right.sum()
                    : isFile || (hasLeft ? left : right).sum() != PageSums.ZERO;
            if (differs) {
                note(is, address);
                pages++;
            }
            if (hasLeft) {
                left.advance();
            }
            if (hasRight) {
                right.advance();
            }
        }
        return pages;
    }

    private void note(Window window, long address) {
        long start = address - window.start() + window.address();
        changed.computeIfAbsent(window.pagemap(), none -> new PageRunSet())
                .add(new PageRun(start, start + Mman.PAGE_SIZE));
    }

    /** Everything that was found, bytes; what several mappings show counts once. */
    long changedBytes() {
        return changed.values().stream()
                .flatMap(pages -> pages.runs().stream())
                .mapToLong(PageRun::bytes)
                .sum();
    }
}
