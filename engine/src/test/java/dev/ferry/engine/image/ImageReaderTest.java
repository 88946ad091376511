package dev.ferry.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.Message;
import com.sun.management.ThreadMXBean;
import dev.ferry.engine.image.proto.CgroupEntry;
import dev.ferry.engine.image.proto.CoreEntry;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.MmEntry;
import dev.ferry.engine.image.proto.PipeDataEntry;
import dev.ferry.engine.image.proto.PstreeEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ImageReaderTest {
    private static final byte[] IN_FLIGHT = {1, 2, 3, 4, 5};

    @ParameterizedTest
    @EnumSource
    void readsWhatWasWritten(ImageType type) throws IOException {
        if (type.isRaw()) {
            assertThatThrownBy(() -> reader(type, new byte[8])).isInstanceOf(IllegalArgumentException.class);
            return;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageWriter writer = new ImageWriter(type, out)) {
            writer.write(task(1));
            writer.write(task(2));
        }

        try (ImageReader reader = reader(type, out.toByteArray())) {
            assertThat(reader.next(PstreeEntry.parser())).contains(task(1));
            assertThat(reader.next(PstreeEntry.parser())).contains(task(2));
            assertThat(reader.next(PstreeEntry.parser())).isEmpty();
        }
    }

    @Test
    void startsWithTheMagicsOfCriu() throws IOException {
        assertThat(pstree()).startsWith(0x19, 0x43, 0x56, 0x54, 0x30, 0x30, 0x27, 0x50);
    }

    @Test
    void readsPayloadBetweenEntries() throws IOException {
        try (ImageReader reader = reader(ImageType.PIPES_DATA, pipesData())) {
            PipeDataEntry first = reader.require(PipeDataEntry.parser());
            assertThat(reader.payloadBytes(first.getBytes(), 100)).isEqualTo(IN_FLIGHT);
            PipeDataEntry second = reader.require(PipeDataEntry.parser());
            assertThat(second.getPipeId()).isEqualTo(2);
            assertThat(reader.payload(second.getBytes())).hasBinaryContent(IN_FLIGHT);
            assertThat(reader.next(PipeDataEntry.parser())).isEmpty();
        }
    }

    @Test
    void skipsPayloadThatNobodyRead() throws IOException {
        try (ImageReader reader = reader(ImageType.PIPES_DATA, pipesData())) {
            InputStream payload =
                    reader.payload(reader.require(PipeDataEntry.parser()).getBytes());
            assertThat(payload.read()).isEqualTo(1);

            assertThat(reader.require(PipeDataEntry.parser()).getPipeId()).isEqualTo(2);
        }
    }

    @Test
    void refusesMoreThanTheOnlyEntry() {
        assertThatThrownBy(() -> reader(ImageType.PSTREE, pstree()).single(PstreeEntry.parser()))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("goes on after its only entry");
    }

    @Test
    void namesImageAndOffsetOfTheDamage() throws IOException {
        byte[] image = pstree();
        image[8] = (byte) 0xff;
        image[11] = (byte) 0xff;

        assertThatThrownBy(() -> entries(image))
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith("Image specimen.img is damaged at byte 8: an entry claims 427");
    }

    @Test
    void refusesTheMagicOfAnotherImage() {
        assertThatThrownBy(() -> reader(ImageType.FS, pstree()))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("magic is 50273030 instead of 51403912");
    }

    @Test
    void allocatesOnlyForBytesThatCame() {
        byte[] image = ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(ImageType.Head.COMMON_MAGIC)
                .putInt(ImageType.PSTREE.magic())
                .putInt(ImageReader.MAX_ENTRY_BYTES)
                .array();
        List<Throwable> failures = new ArrayList<>();
        long before = allocated();
        for (int i = 0; i < 200; i++) {
            failures.add(catchThrowable(() -> entries(image)));
        }

        assertThat(allocated() - before).isLessThan(ImageReader.MAX_ENTRY_BYTES);
        assertThat(failures)
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOf(ImageException.class)
                        .hasMessageContaining("ends 0 bytes into an entry"));
    }

    @Test
    void refusesPayloadOverTheLimit() throws IOException {
        try (ImageReader reader = reader(ImageType.PIPES_DATA, pipesData())) {
            assertThatThrownBy(() -> reader.payloadBytes(5, 4)).isInstanceOf(ImageException.class);
            assertThatThrownBy(() -> reader.payload(-1)).isInstanceOf(ImageException.class);
        }
    }

    @Test
    void noticesEveryCutThatIsNotBetweenEntries() throws IOException {
        byte[] image = pipesData();
        List<Integer> whole = List.of(8, image.length / 2 + 4, image.length);
        for (int length = 0; length < image.length; length++) {
            byte[] cut = Arrays.copyOf(image, length);
            Throwable failure = catchThrowable(() -> pipes(cut));
            if (whole.contains(length)) {
                assertThat(failure).as("cut at %d", length).isNull();
            } else {
                assertThat(failure).as("cut at %d", length).isInstanceOf(ImageException.class);
            }
        }
    }

    @Test
    void failsOnlyWithImageExceptionsWhateverIsFlipped() throws IOException {
        Random random = new Random(20261123);
        for (int round = 0; round < 20_000; round++) {
            byte[] image = pipesData();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                image[random.nextInt(image.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Throwable failure = catchThrowable(() -> pipes(image));
            if (failure != null) {
                assertThat(failure).isInstanceOf(ImageException.class);
            }
        }
    }

    static Stream<Message> richEntries() {
        return Stream.of(
                Specimens.filled(CoreEntry.getDefaultInstance(), Set.of()),
                Specimens.filled(FileEntry.getDefaultInstance(), Set.of()),
                Specimens.filled(MmEntry.getDefaultInstance(), Set.of()),
                Specimens.filled(CgroupEntry.getDefaultInstance(), Set.of()));
    }

    @ParameterizedTest
    @MethodSource("richEntries")
    void survivesFlipsInsideEveryKindOfField(Message entry) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageWriter writer = new ImageWriter(ImageType.CORE, out)) {
            writer.write(entry);
        }
        Random random = new Random(20261123);
        for (int round = 0; round < 3_000; round++) {
            byte[] image = out.toByteArray();
            image[random.nextInt(image.length)] ^= (byte) (1 << random.nextInt(8));
            Throwable failure =
                    catchThrowable(() -> reader(ImageType.CORE, image).single(entry.getParserForType()));
            if (failure != null) {
                assertThat(failure).isInstanceOf(ImageException.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("richEntries")
    void keepsEveryFieldOfAnEntry(Message entry) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageWriter writer = new ImageWriter(ImageType.CORE, out)) {
            writer.write(entry);
        }

        assertThat((Object) reader(ImageType.CORE, out.toByteArray()).single(entry.getParserForType()))
                .isEqualTo(entry);
    }

    private static PstreeEntry task(int pid) {
        return PstreeEntry.newBuilder()
                .setPid(pid)
                .setPpid(0)
                .setPgid(pid)
                .setSid(pid)
                .addThreads(pid)
                .build();
    }

    private static byte[] pstree() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageWriter writer = new ImageWriter(ImageType.PSTREE, out)) {
            writer.write(task(1));
            writer.write(task(2));
        }
        return out.toByteArray();
    }

    /** Two entries of the same length, each with payload. */
    private static byte[] pipesData() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageWriter writer = new ImageWriter(ImageType.PIPES_DATA, out)) {
            for (int pipe = 1; pipe <= 2; pipe++) {
                writer.write(PipeDataEntry.newBuilder()
                        .setPipeId(pipe)
                        .setBytes(IN_FLIGHT.length)
                        .build());
                writer.writePayload(new ByteArrayInputStream(IN_FLIGHT), IN_FLIGHT.length);
            }
        }
        return out.toByteArray();
    }

    private static void entries(byte[] image) throws IOException {
        try (ImageReader reader = reader(ImageType.PSTREE, image)) {
            while (reader.next(PstreeEntry.parser()).isPresent()) {}
        }
    }

    private static void pipes(byte[] image) throws IOException {
        try (ImageReader reader = reader(ImageType.PIPES_DATA, image)) {
            Optional<PipeDataEntry> entry = reader.next(PipeDataEntry.parser());
            while (entry.isPresent()) {
                reader.payload(Integer.toUnsignedLong(entry.get().getBytes())).readAllBytes();
                entry = reader.next(PipeDataEntry.parser());
            }
        }
    }

    private static ImageReader reader(ImageType type, byte[] image) throws IOException {
        return new ImageReader("specimen.img", type, new ByteArrayInputStream(image));
    }

    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }
}
