package dev.ferry.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.engine.image.ImageException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every way to keep a set of images. */
abstract class ImageSinkContract {
    /** A sink for the one set of this test. */
    abstract ImageSink sink() throws IOException;

    /** What the sink has kept. */
    abstract ImageSource source() throws IOException;

    @Test
    void givesBackWhatItTook() throws IOException {
        try (ImageSink sink = sink()) {
            Sets.write(Sets.sample(), sink);
        }

        try (ImageSource source = source()) {
            Map<String, byte[]> back = Sets.read(source);
            assertThat(back).containsExactlyInAnyOrderEntriesOf(Sets.sample());
            assertThat(source.next()).isEmpty();
        }
    }

    @Test
    void takesSingleBytesAndParts() throws IOException {
        byte[] content = Sets.pattern(5000);
        try (ImageSink sink = sink()) {
            try (OutputStream out = sink.create("inventory.img")) {
                out.write(content[0]);
                out.write(content, 1, 4000);
                out.write(content, 4001, 0);
                out.write(content, 4001, 999);
            }
            sink.finish();
        }

        try (ImageSource source = source()) {
            assertThat(source.next().orElseThrow().content()).hasBinaryContent(content);
        }
    }

    @Test
    void goesOnAfterAnImageThatWasNotReadToItsEnd() throws IOException {
        try (ImageSink sink = sink()) {
            Sets.write(Sets.sample(), sink);
        }

        try (ImageSource source = source()) {
            int count = 0;
            for (Optional<IncomingImage> image = source.next(); image.isPresent(); image = source.next()) {
                assertThat(image.get().content().read()).isBetween(-1, 255);
                count++;
            }
            assertThat(count).isEqualTo(Sets.sample().size());
        }
    }

    @Test
    void doesNotPassOffAnAbandonedSetAsComplete() throws IOException {
        try (ImageSink sink = sink()) {
            for (String name : Sets.sample().keySet()) {
                sink.create(name).close();
            }
        }

        assertThatThrownBy(() -> Sets.read(source())).isInstanceOf(ImageException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", ".hidden", "../up", "a/b", "nul\0", "caf\u00e9.img", "line\n"})
    void refusesNamesThatCouldHarm(String name) throws IOException {
        try (ImageSink sink = sink()) {
            assertThatThrownBy(() -> sink.create(name))
                    .isInstanceOf(ImageException.class)
                    .hasMessageContaining("can not be called");
        }
    }

    @Test
    void refusesLongNames() throws IOException {
        try (ImageSink sink = sink()) {
            sink.create("n".repeat(64)).close();
            assertThatThrownBy(() -> sink.create("n".repeat(65))).isInstanceOf(ImageException.class);
        }
    }

    @Test
    void refusesTheSameNameTwice() throws IOException {
        try (ImageSink sink = sink()) {
            sink.create("fs-1.img").close();
            assertThatThrownBy(() -> sink.create("fs-1.img"))
                    .isInstanceOf(ImageException.class)
                    .hasMessage("The checkpoint has two images called fs-1.img.");
        }
    }

    @Test
    void hasOneImageOpenAtATime() throws IOException {
        try (ImageSink sink = sink()) {
            OutputStream first = sink.create("inventory.img");
            assertThatThrownBy(() -> sink.create("fs-1.img")).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(sink::finish).isInstanceOf(IllegalStateException.class);
            first.close();
            first.close();
            sink.finish();
            assertThatThrownBy(() -> sink.create("fs-1.img")).isInstanceOf(IllegalStateException.class);
        }
    }
}
