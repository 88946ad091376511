package dev.ferry.engine.restore;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.ImageWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Changes entries of images that lie in a directory, so that they are well-formed and wrong. */
record Damage(Path checkpoint) {
    /** Changes the list of entries of one image. */
    <T extends Message> void entries(ImageType type, String name, Parser<T> parser, Consumer<List<T>> change)
            throws IOException {
        List<T> entries = new ArrayList<>();
        try (ImageReader reader = new ImageReader(name, type, Files.newInputStream(checkpoint.resolve(name)))) {
            for (Optional<T> next = reader.next(parser); next.isPresent(); next = reader.next(parser)) {
                entries.add(next.get());
            }
        }
        change.accept(entries);
        rewrite(type, name, entries);
    }

    /** The same for an image that begins with a head of another type. */
    <H extends Message, T extends Message> void entriesAfterHead(
            ImageType type, String name, Parser<H> head, Parser<T> parser, Consumer<List<Message>> change)
            throws IOException {
        List<Message> entries = new ArrayList<>();
        try (ImageReader reader = new ImageReader(name, type, Files.newInputStream(checkpoint.resolve(name)))) {
            entries.add(reader.require(head));
            for (Optional<T> next = reader.next(parser); next.isPresent(); next = reader.next(parser)) {
                entries.add(next.get());
            }
        }
        change.accept(entries);
        rewrite(type, name, entries);
    }

    private void rewrite(ImageType type, String name, List<? extends Message> entries) throws IOException {
        try (ImageWriter writer = new ImageWriter(type, Files.newOutputStream(checkpoint.resolve(name)))) {
            for (Message entry : entries) {
                writer.write(entry);
            }
        }
    }
}
