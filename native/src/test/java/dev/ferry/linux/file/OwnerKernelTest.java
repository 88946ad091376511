package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Fcntl.O_RDWR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Fd;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerKernelTest {
    @TempDir
    Path directory;

    private static final Timespec THEN = new Timespec(1_000_000_000, 123_456_789);
    private static final Timespec BEFORE = new Timespec(-5, 1);

    @Test
    void setsPermissionsAndTimesToTheNanosecond() throws Exception {
        String path = Files.writeString(directory.resolve("f"), "").toString();
        try (Fd file = Open.path(path, O_RDWR)) {
            Owner.permit(file, 04755);
            Owner.times(file, THEN, BEFORE);
            FileStat stat = FileStat.of(file);
            assertThat(stat.permissions()).isEqualTo(04755);
            assertThat(stat.accessed()).isEqualTo(THEN);
            assertThat(stat.modified()).isEqualTo(BEFORE);
        }
        Owner.permit(path, 0600);
        Owner.times(path, BEFORE, THEN);
        assertThat(FileStat.of(path).permissions()).isEqualTo(0600);
        assertThat(FileStat.of(path).modified()).isEqualTo(THEN);
    }

    @Test
    void keepsAnOwnerThatIsNotToChange() throws Exception {
        String path = Files.writeString(directory.resolve("f"), "").toString();
        FileStat before = FileStat.of(path);
        try (Fd handle = Open.handle(path)) {
            Owner.change(handle, before.uid(), -1);
        }
        Owner.change(path, -1, before.gid());
        assertThat(FileStat.of(path).uid()).isEqualTo(before.uid());
        assertThat(FileStat.of(path).gid()).isEqualTo(before.gid());
    }

    @Test
    void refusesAMissingFile() {
        Refusal.expect("ENOENT", () -> Owner.change("/nowhere", 0, 0));
        Refusal.expect("ENOENT", () -> Owner.permit("/nowhere", 0));
        Refusal.expect("ENOENT", () -> Owner.times("/nowhere", THEN, THEN));
    }
}
