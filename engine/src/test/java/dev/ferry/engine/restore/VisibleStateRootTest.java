package dev.ferry.engine.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.dump.DumpOptions;
import dev.ferry.engine.dump.DumpRunner;
import dev.ferry.engine.freeze.FrozenTask;
import dev.ferry.engine.freeze.FrozenTree;
import dev.ferry.engine.specimen.Engine;
import dev.ferry.engine.specimen.RunningSpecimen;
import dev.ferry.engine.specimen.Specimen;
import dev.ferry.engine.stream.DirectoryImageSink;
import dev.ferry.engine.stream.DirectoryImageSource;
import dev.ferry.engine.stream.ImageSink;
import dev.ferry.engine.stream.ImageSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A restored tree looks as it did when it was frozen, to everybody who reads /proc. */
@EnabledIf("dev.ferry.engine.specimen.Engine#isRoot")
class VisibleStateRootTest {
    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "credentials",
                "cwd-umask-rlimits",
                "files-regular",
                "memory-anon",
                "memory-shared-anon",
                "pipes",
                "sighandlers-masks",
                "threads-mutex",
                "tree"
            })
    void isTheSame(String name) throws Exception {
        try (Engine engine = new Engine();
                RunningSpecimen specimen = Specimen.start(name, dir)) {
            Path checkpoint = dir.resolve("checkpoint");
            Map<String, String> before = engine.call(() -> dumpAndKill((int) specimen.pid(), checkpoint));
            Map<String, String> after = engine.call(() -> restore(checkpoint));
            assertThat(VisibleState.differences(before, after)).isEmpty();
            specimen.terminateAndCheck(Duration.ofSeconds(20));
        }
    }

    private static Map<String, String> dumpAndKill(int root, Path checkpoint) throws IOException {
        try (FrozenTree tree = FrozenTree.freeze(root);
                ImageSink sink = new DirectoryImageSink(checkpoint)) {
            List<Integer> living = tree.tasks().stream()
                    .filter(task -> !task.isZombie())
                    .map(FrozenTask::pid)
                    .toList();
            Map<String, String> untouched = VisibleState.of(living);
            new DumpRunner(DumpOptions.defaults()).dump(tree, sink, Duration.ZERO);
            sink.finish();
            Map<String, String> state = VisibleState.of(living);
            // A dump ends the temporary mask of sigsuspend(2), which is made again when the call is.
            assertThat(VisibleState.differences(untouched, state)).allMatch(line -> line.contains("SigBlk:"));
            tree.kill();
            return state;
        }
    }

    private static Map<String, String> restore(Path checkpoint) throws IOException {
        try (ImageSource source = new DirectoryImageSource(checkpoint);
                RestoredTree tree = new RestoreRunner(RestoreOptions.defaults()).restore(source)) {
            Map<String, String> state = VisibleState.of(tree.pids());
            tree.resume();
            return state;
        }
    }
}
