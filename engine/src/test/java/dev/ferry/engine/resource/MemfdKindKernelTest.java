package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Fcntl.F_SEAL_EXEC;
import static dev.ferry.linux.abi.Fcntl.F_SEAL_GROW;
import static dev.ferry.linux.abi.Fcntl.F_SEAL_SEAL;
import static dev.ferry.linux.abi.Fcntl.F_SEAL_WRITE;
import static dev.ferry.linux.abi.Fcntl.O_APPEND;
import static dev.ferry.linux.abi.Fcntl.O_RDONLY;
import static dev.ferry.linux.abi.Memfd.MFD_ALLOW_SEALING;
import static dev.ferry.linux.abi.Memfd.MFD_NOEXEC_SEAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.MemfdFileEntry;
import dev.ferry.engine.image.proto.MemfdInodeEntry;
import dev.ferry.engine.memory.SharedMemories.SharedMemory;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.Flock;
import dev.ferry.linux.file.Memfd;
import dev.ferry.linux.file.Open;
import dev.ferry.linux.file.Owner;
import dev.ferry.linux.file.Seek;
import dev.ferry.linux.file.Truncate;
import dev.ferry.linux.file.Write;
import dev.ferry.linux.memory.PageRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MemfdKindKernelTest {
    private static final MemfdInodeEntry INODE = MemfdInodeEntry.newBuilder()
            .setName("n")
            .setUid(0)
            .setGid(0)
            .setSize(1)
            .setShmid(5)
            .setSeals(0)
            .setInodeId(5)
            .build();
    private static final FileEntry FILE = FileEntry.newBuilder()
            .setType(FdTypes.MEMFD)
            .setId(7)
            .setMemfd(MemfdFileEntry.newBuilder()
                    .setId(7)
                    .setFlags(2)
                    .setPos(0)
                    .setFown(Fown.NOBODY)
                    .setInodeId(5))
            .build();

    @Test
    void keepsNameSizeModeSealsAndPosition() throws IOException {
        try (Fd original = Memfd.create("a name", MFD_ALLOW_SEALING)) {
            Truncate.to(original, 5000);
            Owner.permit(original, 0600);
            Seek.set(original, 17);
            Memfd.addSeals(original, F_SEAL_GROW);
            try (RoundTrip trip = RoundTrip.of(original)) {
                trip.context().linkAll(FileKinds.load());
                OpenFile again = trip.again(0);
                assertThat(again.link()).isEqualTo("/memfd:a name (deleted)");
                assertThat(again.flags()).isEqualTo(trip.file(0).flags());
                assertThat(again.position()).isEqualTo(17);
                assertThat(again.stat().size()).isEqualTo(5000);
                assertThat(again.stat().permissions()).isEqualTo(0600);
                assertThat(again.stat().isSameFile(trip.file(0).stat())).isFalse();
                assertThat(Memfd.seals(trip.restored(0))).isEqualTo(F_SEAL_GROW);
            }
        }
    }

    @Test
    void sealsWaitForTheContent() throws IOException {
        try (Fd original = Memfd.create("n", MFD_ALLOW_SEALING)) {
            Memfd.addSeals(original, F_SEAL_WRITE | F_SEAL_SEAL);
            try (RoundTrip trip = RoundTrip.of(original)) {
                assertThat(Memfd.seals(trip.restored(0)) & F_SEAL_WRITE).isZero();
                trip.context().linkAll(FileKinds.load());
                assertThat(Memfd.seals(trip.restored(0))).isEqualTo(F_SEAL_WRITE | F_SEAL_SEAL);
            }
        }
    }

    @Test
    void remembersThatItNeverIsExecutable() throws IOException {
        try (Fd original = Memfd.create("n", MFD_NOEXEC_SEAL);
                RoundTrip trip = RoundTrip.of(original)) {
            trip.context().linkAll(FileKinds.load());
            assertThat(Memfd.seals(trip.restored(0))).isEqualTo(F_SEAL_EXEC);
            assertThat(trip.again(0).stat().permissions()).isEqualTo(0666);
        }
    }

    @Test
    void openFilesOfOneMemoryStayTogether() throws IOException {
        try (Fd original = Memfd.create("n", 0);
                Fd second = Open.again(original, O_RDONLY | O_APPEND);
                RoundTrip trip = RoundTrip.of(original, second)) {
            FileStat first = FileStat.of(trip.restored(0));
            assertThat(FileStat.of(trip.restored(1)).isSameFile(first)).isTrue();
            assertThat(trip.again(1).flags() & O_APPEND).isNotZero();
        }
    }

    @Test
    void contentIsInWholePagesWithoutHoles() throws IOException {
        try (Fd original = Memfd.create("n", 0);
                RoundTrip trip = RoundTrip.of(original)) {
            Truncate.to(original, 3 * 4096 + 10);
            Write.fullyAt(
                    original,
                    ByteBuffer.allocateDirect(10).put(new byte[] {1, 2, 3}).clear(),
                    3 * 4096L);
            SharedMemory memory = trip.memories().iterator().next();
            assertThat(memory.extents()).isEqualTo(List.of(new PageRun(3 * 4096, 4 * 4096)));
            ByteBuffer page = ByteBuffer.allocateDirect(4096);
            memory.read(memory.extents(), page);
            assertThat(page.getInt(0)).isEqualTo(0x01020300);
            assertThat(page.getInt(12)).isZero();
        }
    }

    @Test
    void refusesLocks() throws IOException {
        try (Fd original = Memfd.create("n", 0)) {
            Flock.tryExclusive(original);
            try (RoundTrip look = RoundTrip.look(original)) {
                assertThat(look.refusal(0).orElseThrow()).contains("/memfd:n").contains("locked");
            }
        }
    }

    @Test
    void refusesImplausibleEntries() throws IOException {
        Hostile.assertRefused("memfd.img does not have", FILE);
        refuses("impossible name", INODE.toBuilder().setName("x".repeat(250)));
        refuses("impossible name", INODE.toBuilder().setName("a\0b"));
        refuses("impossible size", INODE.toBuilder().setSize(-1));
        refuses("impossible size", INODE.toBuilder().setSize(1L << 60));
        refuses("unknown seals", INODE.toBuilder().setSeals(64));
        refuses("impossible mode", INODE.toBuilder().setMode(0040644));
        refuses("huge pages", INODE.toBuilder().setHugetlbFlag(1));
    }

    private static void refuses(String reason, MemfdInodeEntry.Builder inode) {
        FakeDumpContext dump = new FakeDumpContext(null);
        dump.append(ImageType.MEMFD_INODE, inode.build());
        Hostile.assertRefused(reason, dump, FILE);
    }

    @Test
    void damageEndsInAnImageErrorOrAnErrno() {
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            byte[] inode = flipped(INODE.toByteArray(), random);
            byte[] file = flipped(FILE.toByteArray(), random);
            FakeDumpContext dump = new FakeDumpContext(null);
            try (FakeRestoreContext restore = new FakeRestoreContext(dump)) {
                dump.append(ImageType.MEMFD_INODE, MemfdInodeEntry.parseFrom(inode));
                restore.createAll(FileKinds.load(), List.of(FileEntry.parseFrom(file)));
                restore.linkAll(FileKinds.load());
            } catch (InvalidProtocolBufferException notEvenAMessage) {
                assertThat(notEvenAMessage.getMessage()).isNotBlank();
            } catch (IOException e) {
                assertThat(e.getMessage()).isNotBlank();
            } catch (RuntimeException e) {
                fail("damage " + i, e);
            }
        }
    }

    private static byte[] flipped(byte[] entry, Random random) {
        entry[random.nextInt(entry.length)] ^= (byte) (1 << random.nextInt(8));
        return entry;
    }
}
