package dev.ferry.engine.show;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.RegFileEntry;
import dev.ferry.engine.restore.CheckpointImages;
import dev.ferry.engine.show.SavedFile.Holder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The open files of all tasks. */
final class FileReader {
    private final Map<Integer, FileEntry> entries = new LinkedHashMap<>();
    private final FileWords words;

    private FileReader(CheckpointImages images) throws IOException {
        this.words = new FileWords(images, this);
    }

    static FileReader of(CheckpointImages images) throws IOException {
        FileReader reader = new FileReader(images);
        if (images.has(ImageType.FILES.fileName())) {
            for (FileEntry entry : images.all(ImageType.FILES, ImageType.FILES.fileName(), FileEntry.parser())) {
                if (reader.entries.put(entry.getId(), entry) != null) {
                    throw new ImageException(
                            "files.img has the open file " + Integer.toUnsignedString(entry.getId()) + " twice.");
                }
            }
        }
        return reader;
    }

    Iterable<FileEntry> entries() {
        return entries.values();
    }

    /** The path of a file with one; a word about the file otherwise, for checkpoints of others have their own ways. */
    String path(int id) {
        FileEntry entry = entries.get(id);
        if (entry == null) {
            return "file " + Integer.toUnsignedString(id) + ", which is not in files.img";
        }
        return words.name(entry);
    }

    /** The entry about a path that other entries refer to; the default instance if there is none. */
    RegFileEntry reg(int id) {
        FileEntry entry = entries.get(id);
        return entry == null ? RegFileEntry.getDefaultInstance() : entry.getReg();
    }

    /** All of them, with the descriptors of {@code tasks}. */
    List<SavedFile> files(List<SavedTask> tasks) {
        Map<Integer, List<Holder>> holders = new HashMap<>();
        for (SavedTask task : tasks) {
            for (SavedTask.SavedDescriptor descriptor : task.descriptors()) {
                holders.computeIfAbsent(descriptor.file(), none -> new ArrayList<>())
                        .add(new Holder(task.pid(), descriptor.fd()));
            }
        }
        return entries.values().stream()
                .map(entry -> words.file(entry).with(holders.getOrDefault(entry.getId(), List.of())))
                .toList();
    }
}
