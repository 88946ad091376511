package dev.ferry.engine.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.precopy.StopReason;
import dev.ferry.engine.stream.Frame;
import dev.ferry.engine.stream.FrameReader;
import dev.ferry.engine.stream.FrameType;
import dev.ferry.engine.wire.proto.HostFacts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An engine of today with one of the first days, which is played from a record: it knows no feature and no field that came later. */
@Timeout(20)
class FirstProtocolTest {
    private static final HostFacts HOST = HostFacts.newBuilder()
            .setEngineVersion("0.1.0")
            .setHostName("today")
            .build();
    private static final int MAGIC = 8;

    @TempDir
    private Path directory;

    @Test
    void aDestinationOfTheFirstDaysTakesATree() throws Exception {
        Link link = new Link();
        CompletableFuture<List<String>> heard = CompletableFuture.supplyAsync(() -> play(link.destination()));
        FakeTree tree = new FakeTree();
        tree.images = 1;
        MigrationOptions options = MigrationOptions.of(HOST);
        MigrationReport report =
                MigrationSource.run(tree, link.source(), Journal.in(directory), options, MigrationListener.NONE);
        assertThat(tree.life).isEqualTo(FakeTree.Life.KILLED);
        assertThat(report.rounds()).isZero();
        assertThat(report.stopReason()).isEqualTo(StopReason.NOT_UNDERSTOOD);
        assertThat(heard.join())
                .containsExactly(
                        "HELLO",
                        "CHECK_REQUEST",
                        "START",
                        "IMAGE_OPEN",
                        "IMAGE_DATA",
                        "IMAGE_END",
                        "SET_END",
                        "COMMIT");
    }

    @Test
    void aSourceOfTheFirstDaysGivesATree() throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Duplex channel = new Duplex(new ByteArrayInputStream(FirstProtocol.allSaidBy("source")), said);
        DestinationOptions options = new DestinationOptions(HOST, Duration.ofSeconds(10), FaultInjector.NONE);
        FakeRestorer restorer = new FakeRestorer();
        DestinationState end = MigrationDestination.serve(restorer, channel, Journal.in(directory), options);
        assertThat(end).isInstanceOf(DestinationState.Completed.class);
        assertThat(restorer.life).isEqualTo(FakeRestorer.Life.RUNNING);
        assertThat(restorer.received).isEqualTo("twelve bytes".length());
        assertThat(words(new ByteArrayInputStream(said.toByteArray())))
                .containsExactly("HELLO", "CHECK_ANSWER", "WARM", "READY", "RUNNING");
    }

    /** The destination: READY when it has all images, RUNNING when the tree is its own. */
    private static List<String> play(Duplex channel) {
        try (channel) {
            Iterator<byte[]> turns = FirstProtocol.saidBy("destination").iterator();
            say(channel, turns.next());
            say(channel, turns.next());
            say(channel, turns.next());
            FrameReader reader = readerBehindMagic(channel.in());
            List<String> words = until("SET_END", reader);
            say(channel, turns.next());
            words.addAll(until("COMMIT", reader));
            say(channel, turns.next());
            return words;
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static void say(Duplex channel, byte[] bytes) throws IOException {
        channel.out().write(bytes);
        channel.out().flush();
    }

    private static List<String> words(InputStream in) throws IOException {
        return until("nothing", readerBehindMagic(in));
    }

    private static FrameReader readerBehindMagic(InputStream in) throws IOException {
        assertThat(in.readNBytes(MAGIC)).startsWith(0, 'F', 'E', 'R', 'R', 'Y');
        return new FrameReader(in);
    }

    /** Messages and frames by their names, without equal ones in a row and signs of life; compressed frames are an error here. */
    private static List<String> until(String last, FrameReader reader) throws IOException {
        List<String> words = new ArrayList<>();
        for (Optional<Frame> frame = reader.read(); frame.isPresent(); frame = reader.read()) {
            String word = word(frame.get());
            if (!word.equals("PING")
                    && (words.isEmpty() || !words.get(words.size() - 1).equals(word))) {
                words.add(word);
            }
            if (word.equals(last)) {
                break;
            }
        }
        return words;
    }

    private static String word(Frame frame) {
        return frame.type() == FrameType.CONTROL
                ? MessageType.of(frame.payload().get()).orElseThrow().name()
                : frame.type().name();
    }
}
