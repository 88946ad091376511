package dev.ferry.engine.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Small sets of images, name to content. */
final class Sets {
    private Sets() {}

    /** An empty, a short and a long image, contents first, as a dump writes them. */
    static Map<String, byte[]> sample() {
        Map<String, byte[]> images = new LinkedHashMap<>();
        images.put("pages-1.img", pattern(300_000));
        images.put("ferry-manifest", text("manifest"));
        images.put("core-7.img", text("core"));
        images.put("pstree.img", new byte[0]);
        images.put("inventory.img", text("inventory"));
        return images;
    }

    /** As {@link #sample()}, but a few hundred bytes in all. */
    static Map<String, byte[]> tiny() {
        Map<String, byte[]> images = sample();
        images.put("pages-1.img", pattern(100));
        return images;
    }

    static void write(Map<String, byte[]> images, ImageSink sink) throws IOException {
        for (Map.Entry<String, byte[]> image : images.entrySet()) {
            try (OutputStream out = sink.create(image.getKey())) {
                out.write(image.getValue());
            }
        }
        sink.finish();
    }

    /** All images in the order in which they come. */
    static Map<String, byte[]> read(ImageSource source) throws IOException {
        Map<String, byte[]> images = new LinkedHashMap<>();
        for (Optional<IncomingImage> image = source.next(); image.isPresent(); image = source.next()) {
            images.put(image.get().name(), image.get().content().readAllBytes());
        }
        return images;
    }

    static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + i / 4096);
        }
        return bytes;
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
