package dev.ferry.testwindow;

import com.google.protobuf.MessageLite;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.ImageWriter;
import dev.ferry.engine.image.proto.CoreEntry;
import dev.ferry.engine.image.proto.InventoryEntry;
import dev.ferry.engine.image.proto.PstreeEntry;
import dev.ferry.engine.image.proto.TaskCoreEntry;
import dev.ferry.engine.seal.Seal;
import dev.ferry.engine.stream.CheckpointFile;
import dev.ferry.engine.stream.ImageSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The checkpoint of a process that has ended: the smallest that there is, and one that can not be restored. */
public final class SampleCheckpoint {
    private static final int ZOMBIE = 6;

    private SampleCheckpoint() {}

    /** Writes it as a new file. */
    public static Path write(Path file, int pid) throws IOException {
        try (ImageSink sink = CheckpointFile.sink(Files.newOutputStream(file))) {
            write(sink, pid);
        }
        return file;
    }

    /** The same, encrypted. */
    public static Path write(Path file, int pid, String passphrase) throws IOException {
        Seal seal = Seal.withPassphrase(passphrase.toCharArray());
        try (ImageSink sink = CheckpointFile.sealedSink(Files.newOutputStream(file), seal)) {
            write(sink, pid);
        }
        return file;
    }

    private static void write(ImageSink sink, int pid) throws IOException {
        write(
                sink,
                ImageType.INVENTORY,
                ImageType.INVENTORY.fileName(),
                InventoryEntry.newBuilder()
                        .setImgVersion(2)
                        .setFdinfoPerId(true)
                        .build());
        PstreeEntry tree = PstreeEntry.newBuilder()
                .setPid(pid)
                .setPpid(0)
                .setPgid(pid)
                .setSid(pid)
                .addThreads(pid)
                .build();
        write(sink, ImageType.PSTREE, ImageType.PSTREE.fileName(), tree);
        new ImageWriter(ImageType.FILES, sink.create(ImageType.FILES.fileName())).close();
        write(sink, ImageType.CORE, ImageType.CORE.fileName(pid), zombie());
        sink.finish();
    }

    private static CoreEntry zombie() {
        TaskCoreEntry task = TaskCoreEntry.newBuilder()
                .setPersonality(0)
                .setTaskState(ZOMBIE)
                .setExitCode(0)
                .setFlags(0)
                .setBlkSigset(0)
                .setComm("gone")
                .build();
        return CoreEntry.newBuilder()
                .setMtype(CoreEntry.March.X86_64)
                .setTc(task)
                .build();
    }

    private static void write(ImageSink sink, ImageType type, String name, MessageLite entry) throws IOException {
        try (ImageWriter writer = new ImageWriter(type, sink.create(name))) {
            writer.write(entry);
        }
    }
}
