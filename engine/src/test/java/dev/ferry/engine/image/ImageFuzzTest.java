package dev.ferry.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.ferry.engine.fuzz.Fuzz;
import dev.ferry.engine.fuzz.Fuzz.Tally;
import dev.ferry.engine.fuzz.Image;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.provider.Arguments;

/** Damaged images of every kind are read or refused. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class ImageFuzzTest {
    private static final int PAYLOAD_LIMIT = 1 << 20;

    /** An image and how its entries are read. */
    private record Kind(ImageType type, List<Message.Builder> entries, Image good) {}

    @Test
    void readsOrRefusesImagesWithAnyDamage() throws IOException {
        List<Kind> kinds = kinds();
        Tally tally = Fuzz.run(30_000, random -> {
            Kind kind = kinds.get(random.nextInt(kinds.size()));
            read(kind, kind.good().mutate(random).mutate(random).content(), random);
        });
        assertThat(tally.refused()).isPositive();
        assertThat(tally.taken()).isPositive();
    }

    private static void read(Kind kind, byte[] image, Random random) throws IOException {
        int entry = 0;
        try (ImageReader reader = new ImageReader("fuzzed", kind.type(), new ByteArrayInputStream(image))) {
            Optional<? extends Message> next = Optional.of(kind.entries().get(0).build());
            while (next.isPresent()) {
                Message.Builder like =
                        kind.entries().get(Math.min(entry++, kind.entries().size() - 1));
                next = reader.next(like.getDefaultInstanceForType().getParserForType());
                if (next.isPresent()) {
                    readPayload(reader, next.get().hashCode(), random);
                }
            }
        }
    }

    /** Which field announces it is the caller's business: here any number may. */
    private static void readPayload(ImageReader reader, int announced, Random random) throws IOException {
        switch (random.nextInt(8)) {
            case 0 -> reader.payloadBytes(announced, PAYLOAD_LIMIT);
            case 1 -> reader.payload(announced & 0x3f).skip(7);
            case 2 -> reader.rest().transferTo(OutputStream.nullOutputStream());
            case 3 -> readAll(reader.payload(announced & 0xff));
            default -> {}
        }
    }

    private static void readAll(InputStream payload) throws IOException {
        payload.readAllBytes();
    }

    @SuppressWarnings("unchecked")
    private static List<Kind> kinds() throws IOException {
        List<Kind> kinds = new ArrayList<>();
        for (Arguments image : CritTest.images().toList()) {
            ImageType type = (ImageType) image.get()[0];
            List<Message.Builder> entries = (List<Message.Builder>) image.get()[1];
            String name = type.isNumbered() ? type.fileName(1) : type.fileName();
            kinds.add(new Kind(type, entries, Image.of(name, write(type, entries, (Integer) image.get()[2]))));
        }
        return kinds;
    }

    private static byte[] write(ImageType type, List<Message.Builder> entries, int payload) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageWriter writer = new ImageWriter(type, out)) {
            for (Message.Builder entry : entries) {
                writer.write(entry.build());
                writer.writePayload(new byte[payload], 0, payload);
            }
        }
        return out.toByteArray();
    }
}
