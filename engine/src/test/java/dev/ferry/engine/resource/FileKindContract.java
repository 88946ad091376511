package dev.ferry.engine.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.procfs.FdInfo;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.FileStat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every kind whose files can be opened again by path keeps to. */
abstract class FileKindContract {
    private static final int MUTATIONS = 2000;
    private static final int O_CLOEXEC = 02000000;

    @TempDir
    Path directory;

    private Fd sample;
    private OpenedHere here;
    OpenFile file;
    FakeDumpContext dump;

    abstract FileKind kind();

    /** A file of this kind, opened in this process, with whatever state the kind has. */
    abstract Fd open() throws IOException;

    @BeforeEach
    void collect() throws IOException {
        sample = open();
        here = OpenedHere.collect();
        file = here.of(sample);
        dump = new FakeDumpContext(here.tree());
    }

    @AfterEach
    void close() {
        here.close();
        sample.close();
    }

    @Test
    void stateSurvivesTheImage() throws IOException {
        assertThat(kind().refusal(file, dump)).isEmpty();
        FileEntry entry = FileEntry.parseFrom(kind().dump(file, dump).toByteArray());
        try (FakeRestoreContext restore = new FakeRestoreContext(dump);
                Fd again = kind().create(entry, restore)) {
            assertThat(entry.getId()).isEqualTo(file.id());
            assertThat(info(again).pos()).isEqualTo(file.position());
            assertThat(info(again).flags() & ~O_CLOEXEC).isEqualTo(file.flags());
            assertThat(FileStat.of(again).isSameFile(file.stat())).isTrue();
        }
    }

    @Test
    void noOtherKindMatches() throws IOException {
        FileEntry entry = kind().dump(file, dump);
        assertThat(FileKinds.load().of(file)).containsInstanceOf(kind().getClass());
        assertThat(ServiceLoader.load(FileKind.class))
                .filteredOn(other -> other.restores(entry))
                .hasExactlyElementsOfTypes(kind().getClass());
    }

    @Test
    void damagedEntriesNeverEndInAnythingButAnImageErrorOrAnErrno() throws IOException {
        byte[] entry = kind().dump(file, dump).toByteArray();
        Random random = new Random(1);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] damaged = Arrays.copyOf(entry, i < entry.length ? i : entry.length);
            if (damaged.length == entry.length) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            createAnyway(damaged);
        }
    }

    private void createAnyway(byte[] damaged) {
        try (FakeRestoreContext restore = new FakeRestoreContext(dump)) {
            FileEntry entry = FileEntry.parseFrom(damaged);
            if (kind().restores(entry)) {
                kind().create(entry, restore).close();
            }
        } catch (InvalidProtocolBufferException notEvenAMessage) {
            // The image reader turns it into an ImageException.
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotBlank();
        } catch (RuntimeException e) {
            fail("a damaged entry " + Arrays.toString(damaged), e);
        }
    }

    static FdInfo info(Fd fd) throws IOException {
        return FdInfo.read(Math.toIntExact(ProcessHandle.current().pid()), fd.number());
    }
}
