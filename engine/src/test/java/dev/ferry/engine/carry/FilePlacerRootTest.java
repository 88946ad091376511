package dev.ferry.engine.carry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FilePlacerRootTest {
    @TempDir
    Path directory;

    @Test
    void keepsAForeignOwnerTogetherWithSetUserId() throws IOException {
        assumeTrue(FileStat.of(directory.toString()).uid() == 0);
        Path path = Files.writeString(directory.resolve("program"), "content");
        Owner.change(path.toString(), 1234, 5678);
        Owner.permit(path.toString(), 06755);
        Taken taken = Taken.from(path);
        Files.delete(path);
        try (FilePlacer placer = new FilePlacer(ExistingFilePolicy.REFUSE)) {
            placer.place(taken.file(), taken.stream());
            placer.keep();
        }
        FileStat stat = FileStat.of(path.toString());
        assertThat(stat.permissions()).isEqualTo(06755);
        assertThat(stat.uid()).isEqualTo(1234);
        assertThat(stat.gid()).isEqualTo(5678);
    }
}
