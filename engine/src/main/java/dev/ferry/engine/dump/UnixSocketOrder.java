package dev.ferry.engine.dump;

import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.UnixSkEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * In which order CRIU reads the entries of unix sockets: one that sends to another, or waits to be accepted by it, comes after it. Of
 * two that have each other for a peer the one that was met first comes last: CRIU makes both in its task, which must not be that of a
 * child that has them from there. Ferry itself takes any order.
 */
final class UnixSocketOrder {
    private final List<FileEntry> ordered = new ArrayList<>();
    private final Set<Integer> written = new HashSet<>();
    /** Who comes after a socket, by its inode. */
    private final Map<Integer, List<FileEntry>> waiting = new HashMap<>();

    private UnixSocketOrder() {}

    /** @param sockets as they were met, those of parents first */
    static List<FileEntry> of(List<FileEntry> sockets) {
        UnixSocketOrder order = new UnixSocketOrder();
        sockets.forEach(order::add);
        // Those that send in a circle, which CRIU does not take in any order.
        sockets.stream().filter(entry -> !order.isWritten(entry)).forEach(order.ordered::add);
        return order.ordered;
    }

    private boolean isWritten(FileEntry entry) {
        return written.contains(entry.getUsk().getIno());
    }

    private void add(FileEntry entry) {
        UnixSkEntry unix = entry.getUsk();
        boolean isMutual = waiting.getOrDefault(unix.getIno(), List.of()).stream()
                .anyMatch(other -> other.getUsk().getIno() == unix.getPeer());
        if (unix.getPeer() == 0 || isMutual || written.contains(unix.getPeer())) {
            write(entry);
        } else {
            waiting.computeIfAbsent(unix.getPeer(), none -> new ArrayList<>()).add(entry);
        }
    }

    private void write(FileEntry entry) {
        if (written.add(entry.getUsk().getIno())) {
            ordered.add(entry);
            waiting.getOrDefault(entry.getUsk().getIno(), List.of()).forEach(this::write);
        }
    }
}
