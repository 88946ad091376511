package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.app.SandboxConnection;
import dev.ferry.app.conduct.CheckpointEnd;
import dev.ferry.app.conduct.CheckpointJob;
import dev.ferry.app.conduct.HostSession;
import dev.ferry.app.conduct.session.LiveHosts;
import dev.ferry.engine.carry.ExistingFilePolicy;
import dev.ferry.engine.show.Checkpoint;
import dev.ferry.engine.show.CheckpointReader;
import dev.ferry.engine.stream.DirectoryImageSink;
import dev.ferry.engine.stream.ImageSink;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.stream.IncomingImage;
import dev.ferry.engine.stream.StoredCheckpoint;
import dev.ferry.remote.HostAddress;
import dev.ferry.remote.SshOptions;
import dev.ferry.remote.UserPrompts;
import dev.ferry.remote.agent.AgentCommand;
import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Programs of hosts are saved to files of this machine and restored from them, over the connections that the console has. */
final class CheckpointMigrationTest {
    private static final int PATIENCE_SECONDS = 60;

    @RegisterExtension
    static final TestHosts HOSTS = Ferry.hosts("hostA", "hostB");

    @TempDir
    Path dir;

    private LiveHosts hosts;
    private Path file;

    @BeforeEach
    void open(TestHost hostA, TestHost hostB) throws IOException {
        Path config = Files.writeString(dir.resolve("config"), "IdentityAgent none\n");
        SshOptions ssh = SshOptions.defaults()
                .withConfigFile(config)
                .withAgentSocket(Optional.empty())
                .withKnownHosts(hostA.knownHosts(), hostB.knownHosts())
                .withIdentities(hostA.sshKey());
        hosts = new LiveHosts(
                ssh,
                SandboxConnection.engine(),
                AgentCommand.usual(),
                () -> SandboxConnection.toKept(0),
                dir.resolve("ferry"));
        file = Files.createDirectory(dir.resolve("checkpoints")).resolve("program.ferry");
    }

    @AfterEach
    void close() throws IOException {
        hosts.close();
    }

    private HostSession session(TestHost host) throws IOException {
        HostAddress address = HostAddress.parse("root@" + host.address() + ":" + host.sshPort());
        return hosts.open(address, false, UserPrompts.none());
    }

    private static CheckpointEnd end(CheckpointJob job) throws Exception {
        return job.end().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private CheckpointJob save(TestHost host, Traveller program, boolean leaveRunning) throws IOException {
        return session(host).save(Integer.parseInt(program.pid()), file, leaveRunning, bytes -> {});
    }

    @Test
    void endsAProgramWhenItsCheckpointIsCompleteAndRestoresItElsewhere(TestHost hostA, TestHost hostB)
            throws Exception {
        Traveller counter = Traveller.counter(hostA);
        CheckpointEnd saved = end(save(hostA, counter, false));
        assertThat(saved).isInstanceOf(CheckpointEnd.Saved.class);
        assertThat(((CheckpointEnd.Saved) saved).bytes()).isEqualTo(Files.size(file));
        counter.isNotOn(hostA);
        Checkpoint checkpoint = CheckpointReader.read(file);
        assertThat(checkpoint.root().pid()).isEqualTo(Integer.parseInt(counter.pid()));
        CheckpointEnd restored = end(session(hostB).restore(file, ExistingFilePolicy.REFUSE, bytes -> {}));
        assertThat(restored).isEqualTo(new CheckpointEnd.Restored(Integer.parseInt(counter.pid())));
        counter.countsOn(hostB);
        counter.ends(hostB);
    }

    @Test
    void leavesAProgramRunningAndRestoresItOnlyWhereItDoesNotRun(TestHost hostA, TestHost hostB) throws Exception {
        Traveller counter = Traveller.counter(hostA);
        assertThat(end(save(hostA, counter, true))).isInstanceOf(CheckpointEnd.Saved.class);
        counter.countsOn(hostA);
        CheckpointEnd again = end(session(hostA).restore(file, ExistingFilePolicy.USE_THEIRS, bytes -> {}));
        assertThat(again).isInstanceOf(CheckpointEnd.Failed.class);
        counter.countsOn(hostA);
        counter.ends(hostA);
    }

    @Test
    void restoresADirectoryOfImages(TestHost hostA, TestHost hostB) throws Exception {
        Traveller counter = Traveller.counter(hostA);
        assertThat(end(save(hostA, counter, false))).isInstanceOf(CheckpointEnd.Saved.class);
        assertThat(end(session(hostB).restore(unpack(), ExistingFilePolicy.REFUSE, bytes -> {})))
                .isInstanceOf(CheckpointEnd.Restored.class);
        counter.countsOn(hostB);
        counter.ends(hostB);
    }

    /** The saved file as a directory of images. */
    private Path unpack() throws IOException {
        Path images = dir.resolve("images");
        try (ImageSource source = StoredCheckpoint.open(file);
                ImageSink sink = new DirectoryImageSink(images)) {
            for (Optional<IncomingImage> next = source.next(); next.isPresent(); next = source.next()) {
                try (OutputStream image = sink.create(next.get().name())) {
                    next.get().content().transferTo(image);
                }
            }
            sink.finish();
        }
        return images;
    }

    @Test
    void aSavingThatIsCancelledChangesNothing(TestHost hostA) throws Exception {
        Traveller large = Traveller.start(
                hostA,
                "perl",
                "-e",
                "$| = 1; my $m = join('', map { pack 'N', rand 2**32 } 1 .. 1e5) x 800; print \"full\\n\";"
                        + " while (1) { print '.'; select undef, undef, undef, 0.01 }");
        large.awaitOut(hostA, "full");
        CountDownLatch some = new CountDownLatch(1);
        CheckpointJob job = session(hostA).save(Integer.parseInt(large.pid()), file, false, bytes -> some.countDown());
        assertThat(some.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        job.cancel();
        assertThat(end(job)).isEqualTo(new CheckpointEnd.Cancelled());
        large.isOn(hostA);
        leftNothing();
        large.ends(hostA);
    }

    private void leftNothing() throws IOException {
        try (Stream<Path> left = Files.list(file.getParent())) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aFullDiskLeavesTheProgramRunning(TestHost hostA) throws Exception {
        Traveller counter = Traveller.counter(hostA);
        Path disk = Files.createDirectory(dir.resolve("disk"));
        run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString());
        try {
            CheckpointEnd end = end(session(hostA)
                    .save(Integer.parseInt(counter.pid()), disk.resolve("program.ferry"), false, bytes -> {}));
            assertThat(end).isInstanceOf(CheckpointEnd.Failed.class);
            assertThat(((CheckpointEnd.Failed) end).sentence())
                    .contains("runs on")
                    .contains("No space left");
            assertThat(disk.toFile().list()).isEmpty();
        } finally {
            run("umount", "-l", disk.toString());
        }
        counter.countsOn(hostA);
        counter.ends(hostA);
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }

    @Test
    void saysWhatIsWrongWithADamagedFileAndLeavesNothing(TestHost hostA, TestHost hostB) throws Exception {
        Traveller counter = Traveller.counter(hostA);
        assertThat(end(save(hostA, counter, true))).isInstanceOf(CheckpointEnd.Saved.class);
        byte[] whole = Files.readAllBytes(file);
        Path cut = Files.write(dir.resolve("cut"), Arrays.copyOf(whole, whole.length - 1000));
        refusesWithoutSendingAnything(hostB, cut);
        counter.leftNothingOn(hostB);
        counter.ends(hostA);
    }

    @Test
    void saysWhichImageOfADirectoryIsNotAsItWasWritten(TestHost hostA, TestHost hostB) throws Exception {
        Traveller counter = Traveller.counter(hostA);
        assertThat(end(save(hostA, counter, true))).isInstanceOf(CheckpointEnd.Saved.class);
        Path images = unpack();
        Path mm = images.resolve("mm-" + counter.pid() + ".img");
        byte[] bytes = Files.readAllBytes(mm);
        bytes[bytes.length / 2] ^= 1;
        Files.write(mm, bytes);
        assertThat(refusesWithoutSendingAnything(hostB, images))
                .contains(mm.getFileName() + " is not as it was written");
        counter.leftNothingOn(hostB);
        counter.ends(hostA);
    }

    private String refusesWithoutSendingAnything(TestHost host, Path damaged) throws Exception {
        LongAdder sent = new LongAdder();
        CheckpointEnd end = end(session(host).restore(damaged, ExistingFilePolicy.REFUSE, sent::add));
        assertThat(end).isInstanceOf(CheckpointEnd.Failed.class);
        String sentence = ((CheckpointEnd.Failed) end).sentence();
        assertThat(sentence).startsWith(damaged + " can not be restored: ");
        assertThat(sent.sum()).isZero();
        return sentence;
    }

    @Test
    void refusesWhatCanNotBeSavedAndANameThatIsTaken(TestHost hostA) throws Exception {
        assertThat(end(session(hostA).save(1, file, false, bytes -> {}))).isInstanceOf(CheckpointEnd.Refused.class);
        leftNothing();
        Files.writeString(file, "precious");
        CheckpointEnd taken = end(session(hostA).save(1, file, false, bytes -> {}));
        assertThat(taken).isEqualTo(new CheckpointEnd.Failed(file + " exists already; choose another name."));
        assertThat(file).hasContent("precious");
    }
}
