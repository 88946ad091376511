package dev.ferry.engine.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.engine.check.RefusedException;
import dev.ferry.engine.dump.DumpOptions.Fate;
import dev.ferry.engine.freeze.FreezeException;
import dev.ferry.engine.freeze.FrozenTree;
import dev.ferry.engine.procfs.Status;
import dev.ferry.engine.specimen.Engine;
import dev.ferry.engine.specimen.RunningSpecimen;
import dev.ferry.engine.specimen.Specimen;
import dev.ferry.engine.stream.CheckpointFile;
import dev.ferry.engine.stream.ImageSink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A dump that fails leaves the tree as it was. */
@EnabledIf("dev.ferry.engine.specimen.Engine#isRoot")
class DumpFailureRootTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static Engine engine;

    @TempDir
    private Path dir;

    @BeforeAll
    static void startEngine() throws IOException {
        engine = new Engine();
    }

    @AfterAll
    static void stopEngine() throws Exception {
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 100, 3_000, 10_000, 30_000, 300_000, 600_000})
    void leavesTheTreeUnharmedWhenTheOutputIsFull(int room) throws Exception {
        try (RunningSpecimen specimen = Specimen.start("tree", dir);
                ImageSink sink = CheckpointFile.sink(new FullOutput(room))) {
            Set<Long> tasks = specimen.tasks();
            assertThatThrownBy(() -> engine.dump(specimen, Fate.KILL, sink))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("full");
            assertThat(specimen.tasks()).isEqualTo(tasks);
            for (long task : tasks) {
                assertThat(Status.read((int) task).tracerPid()).isZero();
            }
            specimen.terminateAndCheck(TIMEOUT);
        }
    }

    @Test
    void keepsThreadsCountingWhenTheOutputIsFull() throws Exception {
        try (RunningSpecimen specimen = Specimen.start("threads-mutex", dir)) {
            for (int attempt = 1; attempt <= 5; attempt++) {
                ImageSink sink = CheckpointFile.sink(new FullOutput(attempt * 10_000));
                assertThatThrownBy(() -> engine.dump(specimen, Fate.KILL, sink)).hasMessageContaining("full");
                sink.close();
            }
            specimen.terminateAndCheck(TIMEOUT);
        }
    }

    @Test
    void namesTheTracerOfATreeThatIsAlreadyFrozen() throws Exception {
        try (RunningSpecimen specimen = Specimen.start("tree", dir);
                Engine other = new Engine();
                ImageSink sink = CheckpointFile.sink(OutputStream.nullOutputStream())) {
            int pid = (int) specimen.pid();
            FrozenTree tree = engine.call(() -> FrozenTree.freeze(pid));
            int tracer = Status.read(pid).tracerPid();
            assertThat(tracer).isNotZero();
            assertThatThrownBy(() -> other.call(() -> FrozenTree.freeze(pid)))
                    .isInstanceOf(FreezeException.class)
                    .hasMessageContaining("already traced by process " + tracer);
            assertThatThrownBy(() -> other.dump(specimen, Fate.KILL, sink))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("already traced");
            engine.call(() -> {
                tree.close();
                return null;
            });
            specimen.terminateAndCheck(TIMEOUT);
        }
    }

    /** Takes so many bytes and no more. */
    private static final class FullOutput extends OutputStream {
        private int room;

        FullOutput(int room) {
            this.room = room;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            room -= length;
            if (room < 0) {
                throw new IOException("the output is full");
            }
        }
    }
}
