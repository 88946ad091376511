package dev.ferry.engine.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.stream.CompressMode;
import dev.ferry.engine.stream.ImageSink;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.stream.Zstd;
import dev.ferry.engine.wire.proto.Hello;
import dev.ferry.engine.wire.proto.HostFacts;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CompressedConnectionTest {
    private static final int BYTES = 2 << 20;

    private final Link link;

    CompressedConnectionTest() throws IOException {
        link = new Link();
    }

    @Test
    void compressesForAPeerThatAnnouncesIt() throws Exception {
        Traffic traffic = send(CompressMode.ZSTD, CompressMode.AUTO);
        assertThat(traffic.bytesBefore()).isGreaterThan(BYTES);
        assertThat(traffic.bytesAfter()).isLessThan(BYTES / 10);
    }

    @Test
    void compressesNothingForAPeerThatDoesNot() throws Exception {
        Traffic traffic = send(CompressMode.ZSTD, CompressMode.NONE);
        assertThat(traffic.bytesAfter()).isEqualTo(traffic.bytesBefore()).isGreaterThan(BYTES);
    }

    @Test
    void compressesNothingIfNotWanted() throws Exception {
        assertThat(send(CompressMode.NONE, CompressMode.AUTO).bytesAfter()).isGreaterThan(BYTES);
    }

    @Test
    void agreesOnWhatBothCanDo() throws Exception {
        Hello hello = Hello.newBuilder()
                .setOldestVersion(1)
                .setNewestVersion(1)
                .addAllFeatures(List.of("teleport", "zstd", "zstd"))
                .build();
        assertThat(Greeting.agree(
                                hello.toBuilder()
                                        .clearFeatures()
                                        .addFeatures(Zstd.FEATURE)
                                        .build(),
                                hello,
                                "")
                        .features())
                .containsExactly("zstd");
        assertThat(Greeting.agree(hello.toBuilder().clearFeatures().build(), hello, "")
                        .features())
                .isEmpty();
    }

    @Test
    void estimatesHowLongPagesTake() {
        assertThat(new Traffic(100, 50, 1e6, 2e6).timeFor(500_000)).contains(Duration.ofMillis(250));
        assertThat(new Traffic(0, 0, 0, 0).timeFor(500_000)).isEmpty();
    }

    /** Sends an image of zeros, and has it read and compared. */
    private Traffic send(CompressMode here, CompressMode there) throws Exception {
        CompletableFuture<byte[]> arrived = CompletableFuture.supplyAsync(() -> receive(there));
        try (Duplex channel = link.source();
                Connection connection = open(channel, here)) {
            try (ImageSink images = connection.imageSink()) {
                try (OutputStream image = images.create("pages-1.img")) {
                    image.write(new byte[BYTES]);
                }
                images.finish();
            }
            assertThat(arrived.get()).isEqualTo(new byte[BYTES]);
            return connection.traffic();
        }
    }

    private byte[] receive(CompressMode mode) {
        try (Duplex channel = link.destination();
                Connection connection = open(channel, mode);
                ImageSource images = connection.imageSource()) {
            byte[] content = images.next().orElseThrow().content().readAllBytes();
            assertThat(images.next()).isEmpty();
            return content;
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static Connection open(Duplex channel, CompressMode mode) throws IOException {
        Patience patience = new Patience(Duration.ofSeconds(10), new CancelToken());
        Connection connection = Connection.open(channel, patience, new LinkOptions(mode, Bandwidth.UNLIMITED));
        Greeting.exchange(connection, HostFacts.getDefaultInstance());
        return connection;
    }
}
