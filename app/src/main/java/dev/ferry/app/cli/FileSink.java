package dev.ferry.app.cli;

import dev.ferry.engine.stream.CheckpointFile;
import dev.ferry.engine.stream.ImageSink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A checkpoint in one file, for its owner alone. It gets its name when it is complete and on the disk, because the tree may be
 * killed right after that; what was given up leaves nothing behind.
 */
final class FileSink implements ImageSink {
    private final Path file;
    private final Path unfinished;
    private final FileChannel channel;
    private final ImageSink sink;

    FileSink(Path file) throws IOException {
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        this.file = file;
        this.unfinished = file.resolveSibling("." + file.getFileName() + ".unfinished");
        this.channel = FileChannel.open(
                unfinished,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        this.sink = CheckpointFile.sink(Channels.newOutputStream(channel));
    }

    @Override
    public OutputStream create(String name) throws IOException {
        return sink.create(name);
    }

    @Override
    public void finish() throws IOException {
        sink.finish();
        channel.force(true);
        // A link, unlike a rename, fails if somebody else has made a file of that name meanwhile.
        Files.createLink(file, unfinished);
        Path directory = file.toAbsolutePath().getParent();
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            sink.close();
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
