package dev.ferry.engine.dump;

import dev.ferry.engine.EngineVersion;
import dev.ferry.engine.carry.CarriedFiles;
import dev.ferry.engine.image.proto.Manifest;
import dev.ferry.engine.stream.ImageSink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes where a checkpoint comes from and which files of the program travel with it. */
final class ManifestWriter {
    private static final int FORMAT = 1;

    private ManifestWriter() {}

    static void write(int rootPid, CarriedFiles carried, ImageSink sink) throws IOException {
        Manifest manifest = Manifest.newBuilder()
                .setFormat(FORMAT)
                .setEngineVersion(EngineVersion.CURRENT)
                .setHostName(hostName())
                .setKernel(System.getProperty("os.version"))
                .setCreatedMs(System.currentTimeMillis())
                .setRootPid(rootPid)
                .addAllCarried(carried.messages())
                .build();
        try (OutputStream out = sink.create("ferry-manifest")) {
            manifest.writeTo(out);
        }
    }

    private static String hostName() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    }
}
