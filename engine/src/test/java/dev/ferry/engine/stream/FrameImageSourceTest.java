package dev.ferry.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.engine.image.ImageException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameImageSourceTest {
    private static final int STREAM = 5;
    private static final byte[] NONE = {};

    private final ByteArrayOutputStream channel = new ByteArrayOutputStream();
    private final FrameWriter frames = new FrameWriter(channel);
    private final List<String> control = new ArrayList<>();

    @Test
    void passesOnControlFramesThatComeBetween() throws IOException {
        byte[] content = Sets.pattern(700_000);
        frames.write(Frame.CONTROL_STREAM, FrameType.CONTROL, Sets.text("before"));
        try (ImageSink sink = new FrameImageSink(frames, STREAM)) {
            try (OutputStream image = sink.create("pages-1.img")) {
                image.write(content, 0, 300_000);
                frames.write(Frame.CONTROL_STREAM, FrameType.CONTROL, Sets.text("inside"));
                image.write(content, 300_000, 400_000);
            }
            frames.write(Frame.CONTROL_STREAM, FrameType.PING, NONE);
            sink.finish();
        }
        frames.write(Frame.CONTROL_STREAM, FrameType.CONTROL, Sets.text("after"));

        FrameReader reader = reader();
        try (ImageSource source = new FrameImageSource(reader, STREAM, this::note)) {
            assertThat(source.next().orElseThrow().content()).hasBinaryContent(content);
            assertThat(source.next()).isEmpty();
        }
        assertThat(control).containsExactly("CONTROL before", "CONTROL inside", "PING ");
        assertThat(text(reader.read().orElseThrow().payload())).isEqualTo("after");
    }

    @Test
    void keepsFramesOfTwoThreadsWhole() throws Exception {
        byte[] content = Sets.pattern(20 << 20);
        Thread pinging = new Thread(() -> {
            for (int i = 0; i < 1000; i++) {
                assertThatCode(() -> frames.write(Frame.CONTROL_STREAM, FrameType.PING, NONE))
                        .doesNotThrowAnyException();
            }
        });
        pinging.start();
        try (ImageSink sink = new FrameImageSink(frames, STREAM)) {
            try (OutputStream image = sink.create("pages-1.img")) {
                image.write(content);
            }
            pinging.join();
            sink.finish();
        }

        ImageSource source = new FrameImageSource(reader(), STREAM, this::note);
        assertThat(Sets.read(source).get("pages-1.img")).isEqualTo(content);
        assertThat(control).hasSize(1000);
    }

    @Test
    void stopsWhenTheControlHandlerDoes() throws IOException {
        frames.write(Frame.CONTROL_STREAM, FrameType.CONTROL, Sets.text("abort"));
        ImageSource source = new FrameImageSource(reader(), STREAM, frame -> {
            throw new IOException("the peer gave up");
        });

        assertThatThrownBy(source::next).isInstanceOf(IOException.class).hasMessage("the peer gave up");
    }

    @Test
    void keepsTwoSetsOnOneChannelApart() throws IOException {
        try (ImageSink first = new FrameImageSink(frames, 1)) {
            Sets.write(Sets.tiny(), first);
        }
        try (ImageSink second = new FrameImageSink(frames, 2)) {
            Sets.write(Sets.sample(), second);
        }

        FrameReader reader = reader();
        assertThat(Sets.read(new FrameImageSource(reader, 1, this::note))).containsExactlyEntriesOf(Sets.tiny());
        assertThat(Sets.read(new FrameImageSource(reader, 2, this::note))).containsExactlyEntriesOf(Sets.sample());
    }

    @Test
    void refusesFramesOfAnotherStream() throws IOException {
        frames.write(STREAM + 1, FrameType.IMAGE_OPEN, Sets.text("core-1.img"));

        assertRefused("on stream 6");
    }

    @Test
    void refusesFramesInTheWrongPlace() throws IOException {
        frames.write(STREAM, FrameType.IMAGE_DATA, Sets.text("x"));

        assertRefused("IMAGE_DATA frame came between two images");
    }

    @Test
    void refusesPagesInsideASet() throws IOException {
        frames.write(STREAM, FrameType.PAGES, NONE);

        assertRefused("PAGES frame came between two images");
    }

    @Test
    void refusesAnImageInsideAnImage() throws IOException {
        frames.write(STREAM, FrameType.IMAGE_OPEN, Sets.text("core-1.img"));
        frames.write(STREAM, FrameType.IMAGE_OPEN, Sets.text("core-2.img"));

        assertRefused("IMAGE_OPEN frame came inside image core-1.img");
    }

    @Test
    void refusesNamesThatLeadElsewhere() throws IOException {
        frames.write(STREAM, FrameType.IMAGE_OPEN, Sets.text("../../etc/passwd"));

        assertRefused("can not be called '../../etc/passwd'");
    }

    @Test
    void refusesWrongTotals() throws IOException {
        frames.write(STREAM, FrameType.IMAGE_OPEN, Sets.text("core-1.img"));
        frames.write(STREAM, FrameType.IMAGE_DATA, Sets.text("x"));
        frames.write(STREAM, FrameType.IMAGE_END, new byte[] {2, 0, 0, 0, 0, 0, 0, 0});

        assertRefused("1 bytes came");
    }

    @Test
    void refusesWrongCounts() throws IOException {
        frames.write(STREAM, FrameType.SET_END, new byte[] {1, 0, 0, 0});

        assertRefused("0 images came");
    }

    @Test
    void refusesEndsWithoutNumbers() throws IOException {
        frames.write(STREAM, FrameType.SET_END, NONE);

        assertRefused("its end announces another number");
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(() -> Sets.read(new FrameImageSource(reader(), STREAM, this::note)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining(reason);
    }

    private FrameReader reader() {
        return new FrameReader(new ByteArrayInputStream(channel.toByteArray()));
    }

    private void note(Frame frame) {
        control.add(frame.type() + " " + text(frame.payload()));
    }

    private static String text(ByteBuffer payload) {
        return StandardCharsets.US_ASCII.decode(payload).toString();
    }
}
