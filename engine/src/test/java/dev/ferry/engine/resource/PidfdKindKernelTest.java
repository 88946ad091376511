package dev.ferry.engine.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.PidfdEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.FileFlags;
import dev.ferry.linux.process.Pidfd;
import dev.ferry.linux.process.Stub;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PidfdKindKernelTest {
    @Test
    void standsForTheSameProcess() throws IOException {
        try (Fd original = Pidfd.open(RoundTrip.PID).descriptor();
                RoundTrip trip = RoundTrip.of(original)) {
            assertThat(FdField.find(trip.again(0), "Pid")).contains(Integer.toString(RoundTrip.PID));
            assertThat(FileFlags.status(trip.restored(0))).isEqualTo(FileFlags.status(original));
        }
    }

    @Test
    void standsForNobodyIfThatHasEnded() throws IOException {
        Stub stub = Stub.start();
        try (Fd original = Pidfd.open(stub.pid()).descriptor()) {
            stub.close();
            try (RoundTrip trip = RoundTrip.of(original)) {
                assertThat(FdField.find(trip.again(0), "Pid")).contains("-1");
            }
        }
    }

    @Test
    void refusesProcessesOutsideTheTree() throws IOException {
        int parent = (int) ProcessHandle.current().parent().orElseThrow().pid();
        try (Fd original = Pidfd.open(parent).descriptor();
                RoundTrip look = RoundTrip.look(original)) {
            assertThat(look.refusal(0).orElseThrow()).contains("process " + parent, "does not move along");
        }
    }

    @Test
    void refusesImplausibleEntries() {
        PidfdEntry.Builder bad = PidfdEntry.newBuilder()
                .setId(7)
                .setIno(1)
                .setFlags(2)
                .setNspid(1)
                .setFown(Fown.NOBODY);
        FileEntry.Builder entry = FileEntry.newBuilder().setType(FdTypes.PIDFD).setId(7);
        Hostile.assertRefused("process 1", entry.setPidfd(bad).build());
        Hostile.assertRefused(
                "unknown flags", entry.setPidfd(bad.setFlags(0x80)).build());
        Hostile.assertRefused("another number", entry.setPidfd(bad.setId(8)).build());
    }
}
