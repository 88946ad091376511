package dev.ferry.engine.carry;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ferry.engine.fuzz.Bytes;
import dev.ferry.engine.fuzz.Fuzz;
import dev.ferry.engine.fuzz.Fuzz.Tally;
import dev.ferry.engine.fuzz.Host;
import dev.ferry.engine.fuzz.Wire;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.CarriedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Carried files with any damage get to their places or nowhere, and leave nothing when they are taken back. */
class FilePlacerFuzzKernelTest {
    private static final ExistingFilePolicy[] POLICIES = ExistingFilePolicy.values();

    @TempDir
    private Path directory;

    @Test
    void leavesNothingOutsideOfWhatWasAgreed() throws Exception {
        Path there = Files.writeString(directory.resolve("there"), "content");
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("there"));
        Path inside = Files.createDirectory(directory.resolve("inside"));
        List<Taken> good = List.of(
                Taken.from(there).at(inside + "/a/file"), Taken.from(link).at(inside + "/link"), Taken.from(there));
        Host before = Host.now(directory);
        Tally tally = Fuzz.run(1_500, random -> {
            try (FilePlacer placer = new FilePlacer(POLICIES[random.nextInt(POLICIES.length)])) {
                place(placer, random, good.get(random.nextInt(good.size())));
                place(placer, random, good.get(random.nextInt(good.size())));
            } finally {
                before.requireUnchanged(Set.of());
                assertThat(there).hasContent("content");
            }
        });
        assertThat(tally.refused()).isPositive();
        assertThat(tally.taken()).isPositive();
    }

    private void place(FilePlacer placer, Random random, Taken good) throws IOException {
        CarriedFile file = mutated(random, good.file());
        byte[] content = good.content().toByteArray();
        byte[] bad = random.nextInt(3) == 0 ? Bytes.mutate(random, content) : content;
        placer.place(confined(file), new ByteArrayInputStream(bad));
    }

    private static CarriedFile mutated(Random random, CarriedFile file) throws ImageException {
        try {
            return CarriedFile.parseFrom(
                    random.nextBoolean() ? Wire.mutate(random, file.toByteArray()) : file.toByteArray());
        } catch (InvalidProtocolBufferException e) {
            throw new ImageException("The manifest reader refuses that.", e);
        }
    }

    /** What this host has elsewhere must not be replaced by this test. */
    private CarriedFile confined(CarriedFile file) {
        boolean isElsewhere = file.getPath().startsWith("/") && !file.getPath().startsWith(directory + "/");
        return isElsewhere
                ? file.toBuilder().setPath(directory + file.getPath()).build()
                : file;
    }
}
