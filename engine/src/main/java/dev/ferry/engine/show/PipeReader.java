package dev.ferry.engine.show;

import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.PipeDataEntry;
import dev.ferry.engine.restore.CheckpointImages;
import dev.ferry.engine.show.SavedFile.Holder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Pipes and fifos: what waits in them, and who holds their ends. */
final class PipeReader {
    private PipeReader() {}

    static List<SavedPipe> pipes(CheckpointImages images, List<SavedFile> files) throws IOException {
        List<SavedPipe> pipes = new ArrayList<>();
        pipes.addAll(pipes("pipe", contents(images, ImageType.PIPES_DATA), files));
        pipes.addAll(pipes("fifo", contents(images, ImageType.FIFO_DATA), files));
        return pipes;
    }

    private static List<SavedPipe> pipes(String kind, Map<Integer, PipeDataEntry> contents, List<SavedFile> files) {
        Map<Integer, List<SavedFile>> ends = new LinkedHashMap<>();
        for (SavedFile file : files) {
            if (file.kind().equals(kind)) {
                ends.computeIfAbsent(file.pipe(), none -> new ArrayList<>()).add(file);
            }
        }
        List<SavedPipe> pipes = new ArrayList<>();
        ends.forEach((id, opened) -> {
            PipeDataEntry content = contents.getOrDefault(id, PipeDataEntry.getDefaultInstance());
            pipes.add(new SavedPipe(
                    id,
                    kind.equals("fifo") ? opened.get(0).name() : "",
                    Integer.toUnsignedLong(content.getBytes()),
                    Integer.toUnsignedLong(content.getSize()),
                    holders(opened, SavedFile::isRead),
                    holders(opened, SavedFile::isWritten)));
        });
        return pipes;
    }

    private static List<Holder> holders(List<SavedFile> ends, Predicate<SavedFile> which) {
        return ends.stream()
                .filter(which)
                .flatMap(end -> end.holders().stream())
                .toList();
    }

    private static Map<Integer, PipeDataEntry> contents(CheckpointImages images, ImageType type) throws IOException {
        Map<Integer, PipeDataEntry> contents = new HashMap<>();
        if (!images.has(type.fileName())) {
            return contents;
        }
        try (ImageReader reader = images.open(type, type.fileName())) {
            for (Optional<PipeDataEntry> next = reader.next(PipeDataEntry.parser());
                    next.isPresent();
                    next = reader.next(PipeDataEntry.parser())) {
                contents.put(next.get().getPipeId(), next.get());
                reader.payload(Integer.toUnsignedLong(next.get().getBytes())).close();
            }
        }
        return contents;
    }
}
