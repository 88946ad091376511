package dev.ferry.engine.carry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.procfs.SysvQueue;
import dev.ferry.engine.procfs.SysvSemaphores;
import dev.ferry.engine.procfs.SysvShm;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.Link;
import dev.ferry.linux.ipc.MessageQueue;
import dev.ferry.linux.ipc.SemaphoreSet;
import dev.ferry.linux.ipc.SharedSegment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes a log as an engine does that is killed right after, and lets another one find it. */
class PlacementLogKernelTest {
    @TempDir
    private Path state;

    @TempDir
    private Path directory;

    private PlacementLog log;

    @BeforeEach
    void logOfADeadProcess() throws IOException {
        String namespace = Link.read("/proc/self/ns/pid").replaceAll("[^0-9]", "");
        log = new PlacementLog(state.resolve(namespace + "-1-99"));
    }

    private FileStat made(String name, String content) throws IOException {
        return FileStat.of(Files.writeString(directory.resolve(name), content).toString());
    }

    @Test
    void removesWhatAppeared() throws IOException {
        log.willPlace(directory, "with space", ".ferry-1", made("with space", "new"), false);
        PlacementLog.takeBackOfTheDead(state);
        assertThat(directory).isEmptyDirectory();
        assertThat(state).isEmptyDirectory();
    }

    @Test
    void removesWhatHadNoNameYet() throws IOException {
        log.willPlace(directory, "data", ".ferry-1", made(".ferry-1", "new"), false);
        made("data", "somebody else's");
        PlacementLog.takeBackOfTheDead(state);
        assertThat(directory.resolve("data")).hasContent("somebody else's");
        assertThat(directory.resolve(".ferry-1")).doesNotExist();
    }

    @Test
    void putsBackWhatWasReplaced() throws IOException {
        FileStat placed = made("data", "new");
        made(".ferry-1", "old");
        log.willPlace(directory, "data", ".ferry-1", placed, true);
        PlacementLog.takeBackOfTheDead(state);
        assertThat(directory.resolve("data")).hasContent("old");
        assertThat(directory.resolve(".ferry-1")).doesNotExist();
    }

    @Test
    void removesMadeDirectoriesThatNobodyUses() throws IOException {
        Files.createDirectories(directory.resolve("a/b"));
        Files.createDirectories(directory.resolve("used/by"));
        log.willMake(directory, "a");
        log.willMake(directory.resolve("a"), "b");
        log.willMake(directory, "used");
        PlacementLog.takeBackOfTheDead(state);
        assertThat(directory.resolve("a")).doesNotExist();
        assertThat(directory.resolve("used/by")).exists();
    }

    @Test
    void removesSegmentsThatNobodyIsAttachedTo() throws IOException {
        SharedSegment segment = SharedSegment.create(0, 4096, 0600);
        SharedSegment another = SharedSegment.create(0, 4096, 0600);
        SysvShm made = SysvShm.find(segment.id()).orElseThrow();
        log.hasMade(made);
        log.hasMade(new SysvShm(77, another.id(), 0600, 4096, 0, 0, 0, 0, 0, 0, 0));
        PlacementLog.takeBackOfTheDead(state);
        assertThat(SysvShm.find(segment.id())).isEmpty();
        assertThat(SysvShm.find(another.id())).as("one with another key").isPresent();
        another.remove();
    }

    @Test
    void leavesAloneWhatTheLivingPut() throws IOException {
        made("data", "new");
        log.willPlace(
                directory,
                "data",
                ".ferry-1",
                FileStat.of(directory.resolve("data").toString()),
                false);
        Files.move(state.resolve(onlyLog()), state.resolve(ofThisProcess()));
        PlacementLog.takeBackOfTheDead(state);
        assertThat(directory.resolve("data")).hasContent("new");
    }

    private String onlyLog() throws IOException {
        try (var logs = Files.list(state)) {
            return logs.findFirst().orElseThrow().getFileName().toString();
        }
    }

    private static String ofThisProcess() throws IOException {
        return PlacementLog.ofThisProcess().fileName();
    }

    @Test
    void removesSemaphoresAndQueues() throws IOException {
        SemaphoreSet set = SemaphoreSet.create(0, 2, 0600);
        MessageQueue queue = MessageQueue.create(0, 0600);
        MessageQueue another = MessageQueue.create(0, 0600);
        SysvQueue made = SysvQueue.find(queue.id()).orElseThrow();
        log.hasMade(SysvSemaphores.find(set.id()).orElseThrow());
        log.hasMade(made);
        log.hasMade(new SysvQueue(77, another.id(), 0600, 0, 0, 0, 0, 0, made.cuid(), 0, 0, 0));
        PlacementLog.takeBackOfTheDead(state);
        assertThat(SysvSemaphores.find(set.id())).isEmpty();
        assertThat(SysvQueue.find(queue.id())).isEmpty();
        assertThat(SysvQueue.find(another.id())).as("one with another key").isPresent();
        another.remove();
    }
}
