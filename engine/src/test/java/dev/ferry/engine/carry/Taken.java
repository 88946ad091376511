package dev.ferry.engine.carry;

import com.google.protobuf.ByteString;
import dev.ferry.engine.image.proto.CarriedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** A file taken from this host. */
record Taken(CarriedFile file, ByteString content) {
    static Taken from(Path path) throws IOException {
        CarriedFiles carried = new CarriedFiles();
        Images images = new Images();
        carried.add(path.toString());
        carried.writeTo(images);
        CarriedFile file = carried.messages().get(0);
        return new Taken(file, file.hasContentId() ? images.of(file) : ByteString.EMPTY);
    }

    InputStream stream() {
        return content.newInput();
    }

    Taken at(String path) {
        return new Taken(file.toBuilder().setPath(path).build(), content);
    }
}
