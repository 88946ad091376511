package dev.ferry.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.fuzz.Bytes;
import dev.ferry.engine.fuzz.Fuzz;
import dev.ferry.engine.fuzz.Fuzz.Tally;
import dev.ferry.engine.fuzz.RawFrame;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Damaged checkpoint files are read or refused. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class FrameFuzzTest {
    private static final int MAGIC = 8;

    @Test
    void readsOrRefusesFilesWithAnyDamage() throws Exception {
        byte[] good = file();
        Tally tally = Fuzz.run(25_000, random -> read(damaged(random, good)));
        assertThat(tally.refused()).isGreaterThan(tally.taken());
    }

    @Test
    void readsOrRefusesFramesWhoseChecksumsAreRight() throws Exception {
        byte[] good = file();
        byte[] magic = Arrays.copyOf(good, MAGIC);
        List<RawFrame> frames = RawFrame.parse(good, MAGIC);
        Tally tally = Fuzz.run(40_000, random -> read(RawFrame.write(magic, RawFrame.mutate(random, frames))));
        assertThat(tally.refused()).isPositive();
    }

    private static byte[] damaged(Random random, byte[] good) {
        byte[] bad = good;
        for (int i = random.nextInt(4); i >= 0; i--) {
            bad = Bytes.mutate(random, bad);
        }
        return bad;
    }

    private static void read(byte[] file) throws IOException {
        try (ImageSource source = CheckpointFile.source(new ByteArrayInputStream(file))) {
            Sets.read(source);
        }
    }

    private static byte[] file() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageSink sink = CheckpointFile.sink(out)) {
            Sets.write(Sets.tiny(), sink);
        }
        return out.toByteArray();
    }
}
