package dev.ferry.engine.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ferry.engine.stream.Frame;
import dev.ferry.engine.stream.FrameType;
import dev.ferry.engine.stream.FrameWriter;
import dev.ferry.engine.wire.proto.Hello;
import dev.ferry.engine.wire.proto.HostFacts;
import dev.ferry.engine.wire.proto.Resolve;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A destination that hears what no engine would say. */
@Timeout(20)
class HostilePeerTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final FrameWriter frames = new FrameWriter(said);
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    private final FakeRestorer restorer = new FakeRestorer();

    @Test
    void findsTheMagicBehindWhatALoginShellPrints() throws Exception {
        said.writeBytes("Welcome!\n\0FERR".getBytes(StandardCharsets.UTF_8));
        hello(1, 1);
        assertThat(serve()).isNull();
    }

    @Test
    void saysThatNobodySpeaksFerry() {
        said.writeBytes("bash: ferry: command not found\n".getBytes(StandardCharsets.UTF_8));
        assertThat(serve()).hasMessageContaining("does not speak Ferry's protocol");
    }

    @Test
    void doesNotListenToAGreetingForEver() {
        said.writeBytes(new byte[1 << 20]);
        assertThat(serve()).hasMessageContaining("does not speak Ferry's protocol");
    }

    @Test
    void refusesVersionsThatItDoesNotSpeakAndSaysSo() throws Exception {
        hello(7, 9);
        assertThat(serve()).hasMessageContaining("speaks versions 7 to 9 of the protocol");
        assertThat(answer.toString(StandardCharsets.UTF_8)).contains("speaks versions 7 to 9 of the protocol");
    }

    @Test
    void refusesVersionsThatNobodySpeaks() throws Exception {
        hello(-1, -1);
        assertThat(serve()).hasMessageContaining("speaks no version");
    }

    @Test
    void refusesUnknownMessages() throws Exception {
        hello(1, 1);
        control(99, 0);
        assertThat(serve()).hasMessageContaining("message 99 is not known");
    }

    @Test
    void refusesMessagesOutOfOrder() throws Exception {
        hello(1, 1);
        control(MessageType.COMMIT.code(), 0);
        assertThat(serve()).hasMessageContaining("COMMIT before START");
        assertThat(restorer.life).isEqualTo(FakeRestorer.Life.NONE);
    }

    @Test
    void refusesImagesBeforeTheStart() throws Exception {
        hello(1, 1);
        frames.write(1, FrameType.SET_END, new byte[4]);
        assertThat(serve()).hasMessageContaining("SET_END before its time");
    }

    @Test
    void refusesPiecesThatDoNotFit() throws Exception {
        hello(1, 1);
        control(MessageType.START.code(), 1);
        control(MessageType.COMMIT.code(), 0);
        assertThat(serve()).hasMessageContaining("pieces that do not fit");
    }

    @Test
    void boundsTheLengthOfAMessage() throws Exception {
        hello(1, 1);
        byte[] piece = new byte[Frame.MAX_PAYLOAD];
        piece[0] = (byte) MessageType.CHECK_REQUEST.code();
        piece[1] = 1;
        for (int i = 0; i < 40; i++) {
            frames.write(Frame.CONTROL_STREAM, FrameType.CONTROL, piece);
        }
        assertThat(serve()).hasMessageContaining("more than");
    }

    @Test
    void refusesContentsThatAreNoMessage() throws Exception {
        hello(1, 1);
        control(MessageType.START.code(), 0, 0xff, 0xff, 0xff);
        assertThat(serve()).hasMessageContaining("START message can not be understood");
    }

    @Test
    void refusesAMigrationIdThatIsAPath() throws Exception {
        hello(1, 1);
        control(MessageType.START.code(), 0, 0x0a, 4, '.', '.', '/', 'x');
        assertThat(serve()).hasMessageContaining("no proper id");
    }

    @Test
    void refusesAQuestionAboutAPath() throws Exception {
        hello(1, 1);
        control(MessageType.RESOLVE.code(), 0, 0x0a, 4, '.', '.', '/', 'x', 0x10, 1);
        assertThat(serve()).hasMessageContaining("no proper id");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void refusesMoreQuestionsThanAnybodyHas() throws Exception {
        hello(1, 1);
        for (int i = 0; i <= MigrationDestination.MAX_QUESTIONS; i++) {
            byte[] question = Resolve.newBuilder()
                    .setMigrationId(UUID.randomUUID().toString())
                    .setWish(Resolve.Wish.ABORT)
                    .build()
                    .toByteArray();
            control(MessageType.RESOLVE.code(), 0, ints(question));
        }
        assertThat(serve()).hasMessageContaining("it asks for more than");
    }

    private static int[] ints(byte[] bytes) {
        int[] ints = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            ints[i] = bytes[i];
        }
        return ints;
    }

    @Test
    void noticesDamagedFrames() throws Exception {
        hello(1, 1);
        said.writeBytes(new byte[100]);
        assertThat(serve()).hasMessageContaining("damaged");
    }

    private void hello(int oldest, int newest) throws IOException {
        said.writeBytes("\0FERRY1\n".getBytes(StandardCharsets.US_ASCII));
        byte[] hello = Hello.newBuilder()
                .setOldestVersion(oldest)
                .setNewestVersion(newest)
                .build()
                .toByteArray();
        control(MessageType.HELLO.code(), 0, ints(hello));
    }

    private void control(int code, int more, int... body) throws IOException {
        byte[] payload = new byte[2 + body.length];
        payload[0] = (byte) code;
        payload[1] = (byte) more;
        for (int i = 0; i < body.length; i++) {
            payload[2 + i] = (byte) body[i];
        }
        frames.write(Frame.CONTROL_STREAM, FrameType.CONTROL, payload);
    }

    /** What the destination ends with; null if it ends in peace. */
    private Throwable serve() {
        Duplex channel = new Duplex(new ByteArrayInputStream(said.toByteArray()), answer);
        DestinationOptions options = new DestinationOptions(
                HostFacts.newBuilder().setHostName("here").build(), Duration.ofSeconds(10), FaultInjector.NONE);
        return catchThrowable(() -> MigrationDestination.serve(restorer, channel, Journal.in(directory), options));
    }
}
