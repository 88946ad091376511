package dev.ferry.engine.carry;

import com.google.protobuf.ByteString;
import dev.ferry.engine.image.proto.CarriedFile;
import dev.ferry.engine.stream.ImageSink;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;

/** Images in memory. */
final class Images implements ImageSink {
    private final Map<String, ByteArrayOutputStream> byName = new HashMap<>();

    @Override
    public OutputStream create(String name) {
        ByteArrayOutputStream image = new ByteArrayOutputStream();
        byName.put(name, image);
        return image;
    }

    ByteString of(CarriedFile file) {
        byte[] image = byName.get(CarriedFiles.imageName(file.getContentId())).toByteArray();
        return ByteString.copyFrom(image);
    }

    @Override
    public void finish() {}

    @Override
    public void close() {}
}
