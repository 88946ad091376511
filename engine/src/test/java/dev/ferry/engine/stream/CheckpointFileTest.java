package dev.ferry.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ferry.engine.image.ImageException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CheckpointFileTest extends ImageSinkContract {
    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    @Override
    ImageSink sink() throws IOException {
        return CheckpointFile.sink(file);
    }

    @Override
    ImageSource source() throws IOException {
        return source(file.toByteArray());
    }

    @Test
    void keepsTheOrder() throws IOException {
        Sets.write(Sets.sample(), sink());

        assertThat(new ArrayList<>(Sets.read(source()).keySet()))
                .isEqualTo(new ArrayList<>(Sets.sample().keySet()));
    }

    @Test
    void startsWithItsMagic() throws IOException {
        Sets.write(Map.of(), sink());

        assertThat(file.toByteArray()).startsWith('F', 'E', 'R', 'R', 'Y', 'C', 'P', '1');
        assertThatThrownBy(() -> source(Sets.text("FERRYCP2")))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("no checkpoint file");
    }

    @Test
    void noticesACutAtEveryByte() throws IOException {
        Sets.write(Sets.tiny(), sink());
        byte[] whole = file.toByteArray();

        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Sets.read(source(cut)))
                    .as("cut at %d", length)
                    .isInstanceOf(ImageException.class);
        }
    }

    @Test
    void saysThatItEndsEarly() throws IOException {
        sink().create("pages-1.img").write(Sets.pattern(300_000));

        assertThatThrownBy(() -> Sets.read(source()))
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith("The checkpoint ends early in image pages-1.img");
    }

    @Test
    void noticesEveryFlippedBit() throws IOException {
        Sets.write(Sets.tiny(), sink());
        byte[] whole = file.toByteArray();

        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> Sets.read(source(flipped)))
                    .as("bit %d", bit)
                    .isInstanceOf(ImageException.class);
        }
    }

    @Test
    void survivesAnyRearrangementOfItsBytes() throws IOException {
        Sets.write(Sets.tiny(), sink());
        byte[] whole = file.toByteArray();
        Random random = new Random(20261123);

        for (int round = 0; round < 5_000; round++) {
            byte[] torn = whole.clone();
            int from = random.nextInt(torn.length);
            int to = random.nextInt(torn.length);
            System.arraycopy(whole, from, torn, to, torn.length - Math.max(from, to));
            Throwable failure = catchThrowable(() -> Sets.read(source(torn)));
            if (!Arrays.equals(torn, whole)) {
                assertThat(failure).isInstanceOf(ImageException.class);
            }
        }
    }

    private static ImageSource source(byte[] bytes) throws IOException {
        return CheckpointFile.source(new ByteArrayInputStream(bytes));
    }
}
