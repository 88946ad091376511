package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Sockets.AF_INET;
import static dev.ferry.linux.abi.Sockets.AF_UNIX;
import static dev.ferry.linux.abi.Sockets.SOCK_DGRAM;
import static dev.ferry.linux.abi.Sockets.SOCK_STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.Epoll;
import dev.ferry.linux.file.Eventfd;
import dev.ferry.linux.file.Inotify;
import dev.ferry.linux.file.Pipe;
import dev.ferry.linux.file.Signalfd;
import dev.ferry.linux.file.Timerfd;
import dev.ferry.linux.net.Socket;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever bit of an entry is wrong: it is an error for a person, never one of the program. */
class DamagedEntriesKernelTest {
    private static final int MUTATIONS = 1000;

    @Test
    void neverEndInAnythingButAnImageErrorOrAnErrno() throws IOException {
        try (Pipe pipe = Pipe.create(0);
                Socket.Pair pair = Socket.pair(AF_UNIX, SOCK_STREAM, 0)) {
            damage(pipe.readEnd());
            damage(pair.first(), pair.second());
        }
        for (Fd original : List.of(
                Eventfd.create(3, 0),
                Epoll.create(),
                Timerfd.create(1, 0),
                Signalfd.create(1, 0),
                Inotify.create(0),
                Socket.create(AF_INET, SOCK_STREAM, 0),
                Socket.create(AF_INET, SOCK_DGRAM, 0),
                Socket.create(AF_UNIX, SOCK_DGRAM, 0))) {
            damage(original);
            original.close();
        }
    }

    private static void damage(Fd... originals) throws IOException {
        Random random = new Random(1);
        try (RoundTrip trip = RoundTrip.of(originals)) {
            byte[] entry = trip.entry(0).toByteArray();
            for (int i = 0; i < MUTATIONS; i++) {
                byte[] damaged = entry.clone();
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
                create(damaged, trip);
            }
        }
    }

    private static void create(byte[] damaged, RoundTrip trip) {
        FakeDumpContext dump = new FakeDumpContext(trip.tree());
        try (FakeRestoreContext restore = new FakeRestoreContext(dump)) {
            restore.createAll(FileKinds.load(), List.of(FileEntry.parseFrom(damaged)));
        } catch (InvalidProtocolBufferException notEvenAMessage) {
            assertThat(notEvenAMessage.getMessage()).isNotBlank();
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotBlank();
        } catch (RuntimeException e) {
            fail("a damaged " + trip.entry(0), e);
        }
    }
}
