package dev.ferry.engine.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.carry.ExistingFilePolicy;
import dev.ferry.engine.fuzz.Corpus;
import dev.ferry.engine.fuzz.Flaw;
import dev.ferry.engine.fuzz.Fuzz;
import dev.ferry.engine.fuzz.Fuzz.Tally;
import dev.ferry.engine.fuzz.FuzzRootTest;
import dev.ferry.engine.fuzz.Host;
import dev.ferry.engine.fuzz.ImageSet;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.stream.IncomingImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged checkpoints of real trees, up to where the first process would be made. */
@FuzzRootTest
class PlanFuzzRootTest {
    private static final List<String> SPECIMENS = List.of(
            "tree",
            "threads-mutex",
            "zombies",
            "credentials",
            "memory-shared-anon",
            "memory-shared-file",
            "files-regular",
            "file-deleted",
            "pipes",
            "epoll",
            "unix-socketpair",
            "listening-tcp",
            "tcp-connections",
            "netlink-route",
            "timerfd",
            "fifo",
            "file-locks",
            "memfd",
            "pty-pair",
            "scheduling",
            "seccomp",
            "shm-sysv");

    @TempDir
    private static Path directory;

    private static List<ImageSet> sets;

    /** How often the files of a set were made. */
    private int created;

    @BeforeAll
    static void dumpAll() throws Exception {
        sets = Corpus.dump(directory, SPECIMENS).sets();
    }

    @Test
    void plansOrRefusesImagesWithAnyDamage() {
        Tally tally = Fuzz.run(12_000, random -> plan(choose(random).mutate(random)));
        assertThat(tally.refused()).isPositive();
        assertThat(tally.taken()).isPositive();
    }

    @Test
    void plansOrRefusesEveryKindOfImageCutOrWithOneBitFlipped() {
        Tally tally = Fuzz.run(Flaw.ofEachKind(sets), PlanFuzzRootTest::plan);
        assertThat(tally.refused()).isPositive();
        assertThat(tally.taken()).isPositive();
    }

    private static void plan(ImageSet images) throws IOException {
        RestorePlan plan = RestorePlan.of(CheckpointImages.read(images.source()));
        plan.shape();
        for (TaskPlan task : plan.tasks()) {
            ScratchSite.outside(ScratchSite.memoryOf(task));
        }
        try (SharedMemoryStage shared = new SharedMemoryStage(plan, new FilledSharedMemories())) {
            PageLoader.of(plan, Map.of(), shared);
        }
    }

    @Test
    void placesOrRefusesFilesAndLeavesNoneBehind() throws Exception {
        Host before = Host.now(directory);
        Tally tally = Fuzz.run(2_500, random -> {
            try {
                place(choose(random).mutate(random));
            } finally {
                before.requireUnchanged(Set.of());
            }
        });
        assertThat(tally.refused()).isPositive();
        assertThat(created).isPositive();
    }

    private void place(ImageSet images) throws IOException {
        try (ImageSource source = images.source()) {
            CheckpointImages read = CheckpointImages.read(source);
            RestorePlan plan = RestorePlan.of(read);
            try (ContentStage contents = new ContentStage(plan, source, ExistingFilePolicy.REFUSE);
                    Terminals terminals = new Terminals();
                    SharedMemoryStage shared = new SharedMemoryStage(plan, new FilledSharedMemories());
                    FileStage files = new FileStage(plan, contents, terminals, shared, Set.of())) {
                Optional<IncomingImage> next = contents.place(read.firstContent());
                files.create();
                created++;
                loadShared(PageLoader.of(plan, Map.of(), shared), source, next);
            }
        }
    }

    /** Those of private memory are refused, for there are no tasks. */
    private static void loadShared(PageLoader pages, ImageSource source, Optional<IncomingImage> first)
            throws IOException {
        for (Optional<IncomingImage> next = first; next.isPresent(); next = source.next()) {
            pages.load(next.get());
        }
    }

    private static ImageSet choose(Random random) {
        return sets.get(random.nextInt(sets.size()));
    }
}
