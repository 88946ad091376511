package dev.ferry.engine.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.fuzz.Corpus;
import dev.ferry.engine.fuzz.Flaw;
import dev.ferry.engine.fuzz.Fuzz;
import dev.ferry.engine.fuzz.Fuzz.Tally;
import dev.ferry.engine.fuzz.FuzzRootTest;
import dev.ferry.engine.fuzz.Image;
import dev.ferry.engine.fuzz.ImageSet;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.stream.IncomingImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged checkpoints of real trees are shown, or it is said what is wrong with them. */
@FuzzRootTest
class CheckpointFuzzRootTest {
    private static final List<String> SPECIMENS = List.of(
            "tree",
            "threads-mutex",
            "zombies",
            "memory-shared-anon",
            "file-deleted",
            "pipes",
            "epoll",
            "unix-socketpair",
            "listening-tcp",
            "timerfd",
            "itimers",
            // What no other has an image of.
            "fifo",
            "file-locks",
            "memfd",
            "pty-pair",
            "scheduling",
            "seccomp",
            "shm-sysv",
            "tcp-connections");

    @TempDir
    private static Path directory;

    private static List<ImageSet> sets;

    @BeforeAll
    static void dumpAll() throws Exception {
        sets = Corpus.dump(directory, SPECIMENS).sets();
    }

    @Test
    void showsOrRefusesImagesWithAnyDamage() {
        Tally tally = Fuzz.run(
                6_000, random -> show(sets.get(random.nextInt(sets.size())).mutate(random)));
        assertThat(tally.refused()).isPositive();
        assertThat(tally.taken()).isPositive();
    }

    @Test
    void showsOrRefusesEveryKindOfImageCutOrWithOneBitFlipped() {
        Tally tally = Fuzz.run(Flaw.ofEachKind(sets), CheckpointFuzzRootTest::show);
        assertThat(tally.refused()).isGreaterThan(tally.taken());
        assertThat(tally.taken()).isPositive();
    }

    @Test
    void decodesOrRefusesEveryImageCutOrWithOneBitFlipped() {
        Set<Image> whole = new HashSet<>();
        sets.forEach(set -> whole.addAll(set.images()));
        Tally tally = Fuzz.run(Flaw.all(sets), set -> decodeAllBut(whole, set));
        assertThat(tally.refused()).isPositive();
        assertThat(tally.taken()).isPositive();
    }

    private static void decodeAllBut(Set<Image> whole, ImageSet set) throws IOException {
        for (Image image : set.images()) {
            if (!whole.contains(image) && !image.name().matches("(pages|carried)-.*")) {
                ImageDecoder.decode(new IncomingImage(image.name(), new ByteArrayInputStream(image.content())));
            }
        }
    }

    private static void show(ImageSet images) throws IOException {
        try (ImageSource source = images.source()) {
            Checkpoint checkpoint = CheckpointReader.read(source);
            assertThat(checkpoint.tasks()).isNotEmpty();
            assertThat(checkpoint.root().command()).isNotNull();
        }
    }
}
