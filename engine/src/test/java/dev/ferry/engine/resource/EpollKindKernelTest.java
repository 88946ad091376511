package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Epoll.EPOLLET;
import static dev.ferry.linux.abi.Epoll.EPOLLEXCLUSIVE;
import static dev.ferry.linux.abi.Epoll.EPOLLIN;
import static dev.ferry.linux.abi.Epoll.EPOLLONESHOT;
import static dev.ferry.linux.abi.Epoll.EPOLLOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.EventpollFileEntry;
import dev.ferry.engine.image.proto.EventpollTfdEntry;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.procfs.FdInfo;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.file.Dup;
import dev.ferry.linux.file.Epoll;
import dev.ferry.linux.file.Eventfd;
import dev.ferry.linux.file.FileFlags;
import dev.ferry.linux.inject.Batch;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpollKindKernelTest {
    private static final long LARGE_DATA = 0xfedc_ba98_7654_3210L;

    @Test
    void addsTheMembersInTheTaskThatHasTheSet() throws IOException {
        try (Fd epoll = Epoll.create();
                Fd first = Eventfd.create(0, 0);
                Fd second = Eventfd.create(0, 0);
                Fd nested = Epoll.create()) {
            Epoll.add(epoll, first, EPOLLIN | EPOLLET | EPOLLONESHOT, LARGE_DATA);
            Epoll.add(epoll, second, EPOLLOUT | EPOLLEXCLUSIVE, 5);
            Epoll.add(epoll, nested, EPOLLIN, 6);
            Epoll.add(nested, first, EPOLLIN, 7);
            try (RoundTrip trip = RoundTrip.of(epoll, first, second, nested);
                    StubTask task = StubTask.start()) {
                task.open(epoll.number(), "epoll_create1", Nr.EPOLL_CREATE1);
                task.open(first.number(), "eventfd2", Nr.EVENTFD2);
                task.open(second.number(), "eventfd2", Nr.EVENTFD2);
                task.open(nested.number(), "epoll_create1", Nr.EPOLL_CREATE1);
                link(trip, task, epoll, first, second, nested);
                assertThat(members(task.pid(), epoll)).isEqualTo(members(RoundTrip.PID, epoll));
                assertThat(members(task.pid(), nested)).isEqualTo(members(RoundTrip.PID, nested));
            }
        }
    }

    private static void link(RoundTrip trip, StubTask task, Fd... originals) throws IOException {
        for (int i = 0; i < originals.length; i++) {
            OpenFile.Owner owner = new OpenFile.Owner(task.pid(), originals[i].number(), false);
            trip.context().putOwners(trip.file(i).id(), owner);
        }
        Batch batch = task.batch();
        trip.context().putCalls(pid -> batch);
        trip.context().linkAll(FileKinds.load());
        batch.run();
    }

    private static List<String> members(int pid, Fd epoll) throws IOException {
        return FdInfo.read(pid, epoll.number()).values("tfd").stream().sorted().toList();
    }

    @Test
    void keepsTheOpenFlags() throws IOException {
        try (Fd epoll = Epoll.create();
                RoundTrip trip = RoundTrip.of(epoll)) {
            assertThat(FileFlags.status(trip.restored(0))).isEqualTo(FileFlags.status(epoll));
        }
    }

    @Test
    void refusesAMemberWhoseNumberIsGone() throws IOException {
        Fd member = Eventfd.create(0, 0);
        int number = member.number();
        try (Fd epoll = Epoll.create();
                Fd duplicate = Dup.of(member)) {
            Epoll.add(epoll, member, EPOLLIN, 1);
            member.close();
            try (RoundTrip look = RoundTrip.look(epoll, duplicate)) {
                assertThat(look.refusal(0).orElseThrow())
                        .contains("of process " + RoundTrip.PID)
                        .contains("descriptor " + number);
            }
        }
    }

    @Test
    void refusesImplausibleEntries() {
        EventpollFileEntry good = EventpollFileEntry.newBuilder()
                .setId(7)
                .setFlags(2)
                .setFown(Fown.NOBODY)
                .build();
        Hostile.assertRefused("another number", entry(good.toBuilder().setId(8)));
        Hostile.assertRefused("unknown flags", entry(good.toBuilder().setFlags(0x40000)));
    }

    @Test
    void refusesAMemberThatNobodyHas() throws IOException {
        EventpollTfdEntry member = EventpollTfdEntry.newBuilder()
                .setId(7)
                .setTfd(-1)
                .setEvents(1)
                .setData(0)
                .build();
        FileEntry entry = entry(EventpollFileEntry.newBuilder()
                .setId(7)
                .setFlags(2)
                .setFown(Fown.NOBODY)
                .addTfd(member));
        FileKinds kinds = FileKinds.load();
        try (FakeRestoreContext context = new FakeRestoreContext(new FakeDumpContext(null))) {
            context.putOwners(7, new OpenFile.Owner(RoundTrip.PID, 5, false));
            context.createAll(kinds, List.of(entry));
            assertThatThrownBy(() -> context.linkAll(kinds))
                    .isInstanceOf(ImageException.class)
                    .hasMessageContaining("4294967295");
        }
    }

    private static FileEntry entry(EventpollFileEntry.Builder epoll) {
        return FileEntry.newBuilder()
                .setType(FdTypes.EVENTPOLL)
                .setId(7)
                .setEpfd(epoll)
                .build();
    }
}
