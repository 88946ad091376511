package dev.ferry.engine.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.EventfdFileEntry;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.FownEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.file.AsyncOwner;
import dev.ferry.linux.file.AsyncOwner.Kind;
import dev.ferry.linux.file.FileFlags;
import dev.ferry.linux.file.Pipe;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The way back is what the specimen async-owner is about. */
class FownKernelTest {
    @Test
    void whoIsToldStandsInTheEntry() throws IOException {
        try (Pipe pipe = Pipe.create(0)) {
            FileFlags.setOwner(pipe.readEnd(), new AsyncOwner(Kind.PROCESS, RoundTrip.PID));
            FileFlags.setSignal(pipe.readEnd(), Signals.SIGUSR1);
            try (RoundTrip look = RoundTrip.look(pipe.readEnd())) {
                assertThat(Fown.refusal(look.file(0), look.tree())).isEmpty();
                FileEntry bare = new PipeKind().dump(look.file(0), new FakeDumpContext(look.tree()));
                FownEntry told = Fown.dump(bare, look.file(0)).getPipe().getFown();
                assertThat(told.getPid()).isEqualTo(RoundTrip.PID);
                assertThat(told.getPidType()).isEqualTo(1);
                assertThat(told.getSignum()).isEqualTo(Signals.SIGUSR1);
            }
        }
    }

    @Test
    void refusesToTellSomebodyOutsideTheTree() throws IOException {
        int parent = (int) ProcessHandle.current().parent().orElseThrow().pid();
        try (Pipe pipe = Pipe.create(0)) {
            FileFlags.setOwner(pipe.readEnd(), new AsyncOwner(Kind.PROCESS, parent));
            try (RoundTrip look = RoundTrip.look(pipe.readEnd())) {
                assertThat(Fown.refusal(look.file(0), look.tree()).orElseThrow())
                        .contains("sends a signal to " + parent, "does not move along");
            }
        }
    }

    @Test
    void refusesImagesThatTellSomebodyElse() {
        assertRefused("sends signals to 1, which the tree does not have", told(1, 1, 10));
        assertRefused("sends signals to 1, which the tree does not have", told(0, 1, 10));
        assertRefused("unknown", told(9, RoundTrip.PID, 10));
    }

    private static FownEntry told(int kind, int pid, int signal) {
        return Fown.NOBODY.toBuilder()
                .setPidType(kind)
                .setPid(pid)
                .setSignum(signal)
                .build();
    }

    private static void assertRefused(String reason, FownEntry told) {
        FileEntry entry = FileEntry.newBuilder()
                .setType(FdTypes.EVENTFD)
                .setId(7)
                .setEfd(EventfdFileEntry.newBuilder()
                        .setId(7)
                        .setFlags(2)
                        .setFown(told)
                        .setCounter(0))
                .build();
        try (FakeRestoreContext restore = new FakeRestoreContext(new FakeDumpContext(null))) {
            restore.createAll(FileKinds.load(), List.of(entry));
            restore.putOwners(7, new OpenFile.Owner(RoundTrip.PID, 3, false));
            Fd made = restore.created(7).orElseThrow();
            assertThat(made.number()).isPositive();
            assertThatThrownBy(() -> Fown.restore(restore))
                    .isInstanceOf(ImageException.class)
                    .hasMessageContaining(reason);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
