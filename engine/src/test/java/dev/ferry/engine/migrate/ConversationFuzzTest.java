package dev.ferry.engine.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.ferry.engine.check.DestinationCheck;
import dev.ferry.engine.check.FactsCollector;
import dev.ferry.engine.check.Policy;
import dev.ferry.engine.check.ThisHost;
import dev.ferry.engine.fuzz.Bytes;
import dev.ferry.engine.fuzz.Fuzz;
import dev.ferry.engine.fuzz.Fuzz.Tally;
import dev.ferry.engine.fuzz.RawFrame;
import dev.ferry.engine.fuzz.Wire;
import dev.ferry.engine.precopy.PreCopyOptions;
import dev.ferry.engine.wire.proto.HostFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** Peers that say almost the right thing. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class ConversationFuzzTest {
    private static final int MAGIC = 8;
    private static final int PING_BYTES = 13;
    private static final Duration SILENCE = Duration.ofSeconds(5);
    private static final HostFacts HOST =
            HostFacts.newBuilder().setHostName("here").build();

    @TempDir
    private static Path directory;

    private static byte[] magic;
    private static byte[] sourceSaid;
    private static byte[] destinationSaid;

    @BeforeAll
    static void recordAMigration() throws Exception {
        Recording recording = new Recording();
        Link link = new Link();
        Thread source = new Thread(() -> {
            try {
                MigrationSource.run(tree(), link.source(), Journal.in(directory), options(), MigrationListener.NONE);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        source.start();
        MigrationDestination.serve(
                new FakeRestorer(), recording.tap(link.destination()), Journal.in(directory), destination());
        source.join();
        sourceSaid = recording.heard();
        destinationSaid = recording.said();
        magic = Arrays.copyOf(sourceSaid, MAGIC);
    }

    @Test
    void theDestinationEndsWhateverItHears() {
        List<RawFrame> frames = RawFrame.parse(sourceSaid, MAGIC);
        Tally tally = Fuzz.run(1_500, random -> serve(damaged(random, frames, sourceSaid)));
        assertThat(tally.refused()).isPositive();
        assertThat(tally.taken()).isPositive();
        awaitNoThreads();
    }

    /** Each with a journal of its own: a host takes a migration only once. */
    private static void serve(byte[] said) throws IOException {
        Path journal = Files.createTempDirectory(directory, "journal");
        FakeRestorer restorer = new FakeRestorer();
        Duplex channel = new Duplex(new ByteArrayInputStream(said), OutputStream.nullOutputStream());
        try {
            MigrationDestination.serve(restorer, channel, Journal.in(journal), destination());
        } finally {
            assertThat(restorer.life).isNotEqualTo(FakeRestorer.Life.STOPPED);
        }
    }

    @Test
    void theSourceEndsWhateverItHears() {
        List<RawFrame> frames = RawFrame.parse(destinationSaid, MAGIC);
        Tally tally = Fuzz.run(1_000, random -> migrate(damaged(random, frames, destinationSaid)));
        assertThat(tally.refused()).isPositive();
        awaitNoThreads();
    }

    /** The tree runs, or is kept because the answer is not known, or is gone because the destination has it. */
    private static void migrate(byte[] said) throws IOException {
        FakeTree tree = tree();
        Script peer = new Script(said, said.length - Math.min(said.length, 80), sourceSaid.length - 100 - PING_BYTES);
        try {
            MigrationSource.run(tree, peer.channel(), Journal.in(directory), options(), MigrationListener.NONE);
            assertThat(tree.life).isEqualTo(FakeTree.Life.KILLED);
        } catch (InDoubtException e) {
            assertThat(tree.life).isEqualTo(FakeTree.Life.STOPPED);
            throw e;
        } catch (IOException e) {
            assertThat(tree.life).isEqualTo(FakeTree.Life.RUNNING);
            throw e;
        }
    }

    @Test
    void checksOrRefusesWhateverATreeIsSaidToBe() throws Exception {
        HostFacts host = ThisHost.facts("fuzz");
        Process sleeper = new ProcessBuilder("sleep", "60").start();
        byte[] facts = FactsCollector.collect((int) sleeper.pid(), host).toByteArray();
        sleeper.destroyForcibly().waitFor();
        Tally tally = Fuzz.run(300, random -> {
            byte[] mutated = Wire.mutate(random, Wire.mutate(random, facts));
            TreeFacts said =
                    new Message(MessageType.CHECK_REQUEST, ByteString.copyFrom(mutated)).as(TreeFacts.parser());
            DestinationCheck.answer(said, host, Policy.CAREFUL);
        });
        assertThat(tally.refused()).isPositive();
        assertThat(tally.taken()).isPositive();
    }

    @Test
    void readsOrRefusesJournalsWithAnyDamage() {
        JournalEntry entry = new JournalEntry(
                UUID.randomUUID().toString(), true, JournalState.COMMITTING, List.of(812, 813), "there", Instant.now());
        byte[] text = entry.text().getBytes(StandardCharsets.UTF_8);
        Tally tally = Fuzz.run(10_000, random -> {
            byte[] damaged = Bytes.mutate(random, Bytes.mutate(random, text));
            JournalEntry.parse(new String(damaged, StandardCharsets.UTF_8));
        });
        assertThat(tally.refused()).isPositive();
        assertThat(tally.taken()).isPositive();
    }

    private static byte[] damaged(Random random, List<RawFrame> frames, byte[] all) {
        return random.nextInt(10) == 0
                ? Bytes.mutate(random, all)
                : RawFrame.write(magic, RawFrame.mutate(random, frames));
    }

    private static FakeTree tree() {
        FakeTree tree = new FakeTree();
        tree.imageBytes = 500;
        tree.roundPages = 2;
        return tree;
    }

    private static MigrationOptions options() {
        return new MigrationOptions(
                HOST,
                Policy.CAREFUL,
                PreCopyOptions.usual(),
                LinkOptions.DEFAULT,
                SILENCE,
                new CancelToken(),
                new Pause(),
                FaultInjector.NONE,
                DoubtOptions.NONE);
    }

    private static DestinationOptions destination() {
        return new DestinationOptions(HOST, SILENCE, FaultInjector.NONE);
    }

    private static void awaitNoThreads() {
        Awaitility.await()
                .atMost(SILENCE.multipliedBy(4))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("ferry-")));
    }
}
