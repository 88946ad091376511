package dev.ferry.engine.check;

import dev.ferry.engine.wire.proto.FileFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.FileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether memory and disks of this host have room for the tree. */
final class RoomCheck {
    private RoomCheck() {}

    static void look(TreeFacts facts, List<FileFacts> carried, Findings findings) throws IOException {
        List<String> meminfo = KernelText.lines(Path.of("/proc/meminfo"));
        memory(
                facts.getMemoryBytes(),
                KernelText.kiloBytes(meminfo, "MemAvailable").orElse(Long.MAX_VALUE),
                findings);
        Map<Path, Long> needs = new HashMap<>();
        for (FileFacts file : carried) {
            needs.merge(existingDirectory(Path.of(file.getPath())), file.getSize(), Long::sum);
        }
        disks(needs, findings);
    }

    static void memory(long needed, long available, Findings findings) {
        String cause = "needs " + mebibytes(needed) + " of memory, and the destination has " + mebibytes(available);
        if (needed > available) {
            findings.blocker("memory", "the tree", cause, "free memory there or choose another host");
        } else if (needed > available / 5 * 4) {
            findings.warning("memory-tight", "the tree", cause, "");
        }
    }

    /** Directories of one file system share its room. */
    private static void disks(Map<Path, Long> needs, Findings findings) throws IOException {
        Map<Object, Long> byDevice = new HashMap<>();
        Map<Object, Path> example = new HashMap<>();
        for (Map.Entry<Path, Long> need : needs.entrySet()) {
            Object device = FileStat.of(need.getKey().toString()).device();
            byDevice.merge(device, need.getValue(), Long::sum);
            example.putIfAbsent(device, need.getKey());
        }
        for (Map.Entry<Object, Long> need : byDevice.entrySet()) {
            Path directory = example.get(need.getKey());
            FileSystem room = FileSystem.of(directory.toString());
            long available = room.available() * room.blockSize();
            if (need.getValue() > available) {
                findings.blocker(
                        "disk-full",
                        directory.toString(),
                        "has room for " + mebibytes(available) + " on the destination, and files with "
                                + mebibytes(need.getValue()) + " have to come along",
                        "free disk space there");
            }
        }
    }

    private static Path existingDirectory(Path file) {
        Path directory = file.getParent();
        while (directory != null && !Files.isDirectory(directory)) {
            directory = directory.getParent();
        }
        return directory == null ? Path.of("/") : directory;
    }

    private static String mebibytes(long bytes) {
        return ((bytes + (1 << 20) - 1) >> 20) + " MiB";
    }
}
