package dev.ferry.engine.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.fuzz.Corpus;
import dev.ferry.engine.fuzz.Flaw;
import dev.ferry.engine.fuzz.Fuzz;
import dev.ferry.engine.fuzz.Fuzz.Tally;
import dev.ferry.engine.fuzz.FuzzRootTest;
import dev.ferry.engine.fuzz.ImageSet;
import dev.ferry.engine.show.Checkpoint;
import dev.ferry.engine.show.CheckpointReader;
import dev.ferry.engine.stream.ImageSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A damaged checkpoint is compared with a whole one, or it is said what is wrong with it. */
@FuzzRootTest
class ComparisonFuzzRootTest {
    private static final List<String> SPECIMENS =
            List.of("tree", "memory-shared-anon", "memory-private-file", "memfd", "unix-socketpair");

    @TempDir
    private static Path directory;

    private static List<ImageSet> sets;
    private static final List<Side> WHOLE = new ArrayList<>();

    @BeforeAll
    static void dumpAll() throws Exception {
        sets = Corpus.dump(directory, SPECIMENS).sets();
        for (ImageSet set : sets) {
            WHOLE.add(side(set));
        }
    }

    @Test
    void comparesOrRefusesImagesWithAnyDamage() {
        Tally tally = Fuzz.run(500, random -> {
            int which = random.nextInt(sets.size());
            Side damaged = side(sets.get(which).mutate(random));
            assertThat(new Comparison(WHOLE.get(which), damaged).compare().changedBytes())
                    .isNotNegative();
            assertThat(new Comparison(damaged, damaged).compare().changedBytes())
                    .isNotNegative();
        });
        assertThat(tally.refused()).isPositive();
        assertThat(tally.taken()).isPositive();
    }

    @Test
    void comparesOrRefusesEveryKindOfImageCutOrWithOneBitFlipped() {
        int refused = 0;
        for (int i = 0; i < sets.size(); i++) {
            Side whole = WHOLE.get(i);
            Tally tally = Fuzz.run(
                    Flaw.ofEachKind(List.of(sets.get(i))),
                    set -> assertThat(new Comparison(whole, side(set)).compare().changedBytes())
                            .isNotNegative());
            refused += tally.refused();
        }
        assertThat(refused).isPositive();
    }

    private static Side side(ImageSet set) throws IOException {
        Checkpoint checkpoint;
        try (ImageSource source = set.source()) {
            checkpoint = CheckpointReader.read(source);
        }
        try (ImageSource source = set.source()) {
            return Side.read(checkpoint, source);
        }
    }
}
