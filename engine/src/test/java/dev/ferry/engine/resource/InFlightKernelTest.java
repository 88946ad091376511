package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Sockets.AF_UNIX;
import static dev.ferry.linux.abi.Sockets.SOCK_DGRAM;
import static dev.ferry.linux.abi.Sockets.SOCK_SEQPACKET;
import static dev.ferry.linux.abi.Sockets.SOCK_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.ScmEntry;
import dev.ferry.engine.image.proto.SkPacketEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.Epoll;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.Memfd;
import dev.ferry.linux.file.Seek;
import dev.ferry.linux.net.Octets;
import dev.ferry.linux.net.Socket;
import dev.ferry.linux.net.UnixMessage;
import dev.ferry.linux.net.UnixPeek;
import dev.ferry.linux.net.UnixSend;
import dev.ferry.linux.process.Kcmp;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InFlightKernelTest {
    private static void pass(Fd socket, String text, Fd... files) throws IOException {
        UnixSend.message(socket, Octets.of(text), List.of(files));
    }

    private static boolean isSame(Fd one, Fd other) throws IOException {
        return Kcmp.sameFile(RoundTrip.PID, one.number(), RoundTrip.PID, other.number());
    }

    @ParameterizedTest
    @ValueSource(ints = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET})
    void carriesAFileThatNobodyElseHas(int type) throws IOException {
        try (Socket.Pair pair = Socket.pair(AF_UNIX, type, 0)) {
            pass(pair.first(), "plain");
            try (Fd lone = Socket.create(AF_UNIX, SOCK_DGRAM, 0)) {
                pass(pair.first(), "with", lone, lone);
            }
            pass(pair.first(), "after");
            try (RoundTrip trip = RoundTrip.of(pair.first(), pair.second())) {
                for (Fd end : List.of(trip.restored(1), pair.second())) {
                    List<UnixMessage> queue = UnixPeek.queued(end);
                    assertThat(queue)
                            .extracting(message -> message.data().text())
                            .containsExactly("plain", "with", "after");
                    List<Fd> passed = queue.get(1).passed();
                    assertThat(passed).hasSize(2);
                    assertThat(isSame(passed.get(0), passed.get(1))).isTrue();
                    assertThat(FileStat.of(passed.get(0)).isSocket()).isTrue();
                    queue.forEach(UnixMessage::close);
                }
            }
        }
    }

    @Test
    void sharesTheOffsetWithADescriptor() throws IOException {
        try (Socket.Pair pair = Socket.pair(AF_UNIX, SOCK_STREAM, 0);
                Fd lone = Socket.create(AF_UNIX, SOCK_DGRAM, 0)) {
            pass(pair.first(), "x", lone);
            try (RoundTrip trip = RoundTrip.of(pair.first(), pair.second(), lone)) {
                List<UnixMessage> queue = UnixPeek.queued(trip.restored(1));
                assertThat(isSame(queue.get(0).passed().get(0), trip.restored(2)))
                        .isTrue();
                queue.forEach(UnixMessage::close);
            }
        }
    }

    @Test
    void carriesAnEmptyPacketWithAFileBehindTheLastByte() throws IOException {
        try (Socket.Pair pair = Socket.pair(AF_UNIX, SOCK_SEQPACKET, 0)) {
            pass(pair.first(), "one");
            pass(pair.first(), "", pair.first());
            try (RoundTrip trip = RoundTrip.of(pair.second(), pair.first())) {
                assertThat(trip.dumped(ImageType.SK_QUEUES)).hasSize(2);
            }
        }
    }

    @Test
    void refusesDescriptorsInTheQueueOfASocketThatIsInOneItself() throws IOException {
        try (Socket.Pair outer = Socket.pair(AF_UNIX, SOCK_STREAM, 0);
                Socket.Pair inner = Socket.pair(AF_UNIX, SOCK_STREAM, 0)) {
            pass(inner.first(), "x", outer.second());
            pass(outer.first(), "y", inner.second());
            try (RoundTrip look = RoundTrip.look(inner.second(), outer.second())) {
                assertThat(InFlight.refusal(look.file(0), look.tree()).orElseThrow())
                        .contains("waits in the queue of a unix socket, and descriptors wait in its own queue");
                assertThat(InFlight.refusal(look.file(1), look.tree())).isPresent();
            }
        }
    }

    @Test
    void refusesWhatBelongsToADescriptorThatNobodyHas() throws IOException {
        try (Socket.Pair pair = Socket.pair(AF_UNIX, SOCK_STREAM, 0);
                Fd member = Socket.create(AF_UNIX, SOCK_DGRAM, 0)) {
            try (Fd epoll = Epoll.create()) {
                Epoll.add(epoll, member, /* events= */ 1, /* data= */ 0);
                pass(pair.first(), "x", epoll);
            }
            try (OpenedHere here = OpenedHere.collect()) {
                List<String> refused = here.tree().files().stream()
                        .filter(OpenFile::isInFlight)
                        .flatMap(file -> refusal(file, here).stream())
                        .toList();
                assertThat(refused)
                        .singleElement()
                        .asString()
                        .contains("descriptor of anon_inode:[eventpoll] in the queue of fd ", "epoll set");
            }
        }
    }

    private static List<String> refusal(OpenFile file, OpenedHere here) {
        try {
            return InFlight.refusal(file, here.tree()).stream().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void takesNothingOutOfARunningQueue() throws IOException {
        try (Socket.Pair pair = Socket.pair(AF_UNIX, SOCK_STREAM, 0)) {
            pass(pair.first(), "x", pair.first());
            for (int round = 0; round < 2; round++) {
                try (OpenedHere here = OpenedHere.collect()) {
                    OpenFile receiver = here.of(pair.second());
                    assertThat(here.tree().queued(receiver))
                            .containsExactly(new QueuedMessage(
                                    Octets.of("x"),
                                    List.of(here.of(pair.first()).id())));
                }
            }
        }
    }

    private static void assertRefused(String reason, ScmEntry... scm) throws IOException {
        try (Socket.Pair pair = Socket.pair(AF_UNIX, SOCK_STREAM, 0);
                RoundTrip look = RoundTrip.look(pair.first(), pair.second())) {
            FakeDumpContext dump = new FakeDumpContext(look.tree());
            List<FileEntry> entries = List.of(
                    new UnixSocketKind().dump(look.file(0), dump), new UnixSocketKind().dump(look.file(1), dump));
            SkPacketEntry packet = SkPacketEntry.newBuilder()
                    .setIdFor(entries.get(1).getId())
                    .setLength(1)
                    .addAllScm(List.of(scm))
                    .build();
            dump.append(ImageType.SK_QUEUES, packet, (byte) 1);
            Hostile.assertRefused(reason, dump, entries.toArray(FileEntry[]::new));
        }
    }

    @Test
    void refusesImplausibleRights() throws IOException {
        ScmEntry.Builder rights = ScmEntry.newBuilder().setType(1);
        assertRefused(
                "the open file 77, which is not there", rights.addRights(77).build());
        assertRefused("more than one set", rights.build(), rights.build());
        assertRefused(
                "something else than descriptors", rights.clone().setType(2).build());
        assertRefused(
                "a message with 0 descriptors", ScmEntry.newBuilder().setType(1).build());
        assertRefused(
                "a message with 254 descriptors",
                rights.clone().addAllRights(Collections.nCopies(253, 77)).build());
    }

    @Test
    void keepsAnOffset() throws IOException {
        try (Socket.Pair pair = Socket.pair(AF_UNIX, SOCK_STREAM, 0)) {
            try (Fd memory = Memfd.create("in flight", 0)) {
                Seek.set(memory, 12);
                pass(pair.first(), "x", memory);
            }
            try (RoundTrip look = RoundTrip.look(pair.second())) {
                OpenFile lone = look.tree().files().stream()
                        .filter(OpenFile::isInFlight)
                        .findFirst()
                        .orElseThrow();
                assertThat(lone.position()).isEqualTo(12);
                assertThat(lone.signature()).isEqualTo(FileSignature.MEMFD);
            }
        }
    }
}
