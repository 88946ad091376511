package dev.ferry.engine.check;

import dev.ferry.engine.wire.proto.FileFacts;
import dev.ferry.linux.file.Device;
import dev.ferry.linux.file.FileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether the file systems here have room for the files that come along. */
final class DiskCheck {
    private static final Path ROOT = Path.of("/");

    private DiskCheck() {}

    /** What comes to one file system, which is named by one of the directories. */
    private static final class Need {
        private final Path directory;
        private long bytes;
        private long files;

        Need(Path directory) {
            this.directory = directory;
        }

        void add(long size) {
            bytes = bytes > Long.MAX_VALUE - size ? Long.MAX_VALUE : bytes + size;
            files++;
        }
    }

    /** @param placed files that will be put here */
    static void look(List<FileFacts> placed, Places places, Findings findings) throws IOException {
        Map<Device, Need> needs = new LinkedHashMap<>();
        for (FileFacts file : placed) {
            Places.Place place = places.above(Path.of(file.getPath()));
            needs.computeIfAbsent(place.stat().device(), device -> new Need(place.directory()))
                    .add(MountCheck.isRegular(file) ? file.getSize() : 0);
        }
        for (Need need : needs.values()) {
            compare(need, FileSystem.of(need.directory.toString()), findings);
        }
    }

    private static void compare(Need need, FileSystem room, Findings findings) {
        String object = need.directory.equals(ROOT) ? "/" : need.directory.toString();
        long available = room.available() * room.blockSize();
        if (need.bytes > available) {
            findings.blocker(
                    "disk-full",
                    object,
                    "has room for " + Bytes.text(available) + " on the destination, and files with "
                            + Bytes.text(need.bytes) + " have to come along",
                    "free disk space there");
        }
        if (room.inodes() != 0 && need.files > room.freeInodes()) {
            findings.blocker(
                    "inodes-full",
                    object,
                    "has room for " + room.freeInodes() + " more files on the destination, and " + need.files
                            + " have to come along",
                    "remove files there");
        }
    }
}
