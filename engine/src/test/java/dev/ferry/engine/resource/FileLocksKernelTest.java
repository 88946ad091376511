package dev.ferry.engine.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FileLockEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Fcntl;
import dev.ferry.linux.file.Flock;
import dev.ferry.linux.file.Open;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way back is what the specimen file-locks is about. */
class FileLocksKernelTest {
    @TempDir
    private Path directory;

    private static FakeDumpContext dump(OpenFile file, OpenedHere here) throws IOException {
        FakeDumpContext dump = new FakeDumpContext(here.tree());
        assertThat(FileLocks.refusal(file)).isEmpty();
        FileLocks.dump(file, dump);
        return dump;
    }

    private static FileLockEntry only(FakeDumpContext dump) throws IOException {
        assertThat(dump.appended(ImageType.FILE_LOCKS)).hasSize(1);
        return FileLockEntry.parseFrom(
                dump.appended(ImageType.FILE_LOCKS).get(0).message());
    }

    @Test
    void dumpsALockOfAnOpenFile() throws IOException {
        try (Fd fd = Open.path(directory.toString(), Fcntl.O_RDONLY)) {
            assertThat(Flock.tryShared(fd)).isTrue();
            try (OpenedHere here = OpenedHere.collect()) {
                FileLockEntry lock = only(dump(here.of(fd), here));
                assertThat(lock.getFlag()).isEqualTo(2);
                assertThat(lock.getType()).isEqualTo(Fcntl.F_RDLCK);
                assertThat(lock.getFd()).isEqualTo(fd.number());
                assertThat(lock.getLen()).isZero();
            }
        }
    }

    @Test
    void dumpsRecordLocksOfThisProcess() throws IOException {
        Path file = Files.createFile(directory.resolve("records"));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.lock(100, 11, false);
            try (OpenedHere here = OpenedHere.collect()) {
                OpenFile open = here.tree().withLink(file.toString()).get(0);
                FileLockEntry lock = only(dump(open, here));
                assertThat(lock.getFlag()).isEqualTo(1);
                assertThat(lock.getType()).isEqualTo(Fcntl.F_WRLCK);
                assertThat(lock.getStart()).isEqualTo(100);
                assertThat(lock.getLen()).isEqualTo(11);
                assertThat(lock.getPid()).isEqualTo(RoundTrip.PID);
            }
        }
    }

    @Test
    void refusesLocksThatCanNotBe() {
        FileLockEntry good = FileLockEntry.newBuilder()
                .setFlag(1)
                .setType(0)
                .setPid(5)
                .setFd(3)
                .setStart(0)
                .setLen(0)
                .build();
        // No task has a descriptor at all.
        assertRefused(good);
        assertRefused(good.toBuilder().setFlag(8).build());
        assertRefused(good.toBuilder().setType(2).build());
        assertRefused(good.toBuilder().setStart(-1).build());
    }

    private static void assertRefused(FileLockEntry lock) {
        FakeDumpContext dump = new FakeDumpContext(null);
        dump.append(ImageType.FILE_LOCKS, lock);
        try (FakeRestoreContext restore = new FakeRestoreContext(dump)) {
            assertThatThrownBy(() -> FileLocks.restore(restore))
                    .isInstanceOf(ImageException.class)
                    .hasMessageContaining("filelocks.img has a lock of descriptor 3 of process 5");
        }
    }
}
