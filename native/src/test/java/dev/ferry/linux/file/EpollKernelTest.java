package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Epoll.EPOLLET;
import static dev.ferry.linux.abi.Epoll.EPOLLIN;
import static dev.ferry.linux.abi.Epoll.EPOLLOUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Fd;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EpollKernelTest {

    @Test
    void keepsEventsAndData() throws Exception {
        try (Fd epoll = Epoll.create();
                Pipe pipe = Pipe.create(0)) {
            Epoll.add(epoll, pipe.readEnd(), EPOLLIN | EPOLLET, 0x1122334455667788L);
            assertThat(fdinfo(epoll))
                    .containsPattern("tfd: +" + pipe.readEnd().number() + " events: 80000019 data: 1122334455667788");
            Epoll.modify(epoll, pipe.readEnd(), EPOLLOUT, 7);
            assertThat(fdinfo(epoll)).containsPattern("events: +1c data: +7");
            Epoll.delete(epoll, pipe.readEnd());
            assertThat(fdinfo(epoll)).doesNotContain("tfd:");
        }
    }

    @Test
    void refusesWhatCannotBeWatched() throws Exception {
        try (Fd epoll = Epoll.create();
                Fd file = Memfd.create("t", 0);
                Pipe pipe = Pipe.create(0)) {
            Refusal.expect("EPERM", () -> Epoll.add(epoll, file, EPOLLIN, 0));
            Refusal.expect("ENOENT", () -> Epoll.delete(epoll, pipe.readEnd()));
            Refusal.expect("ENOENT", () -> Epoll.modify(epoll, pipe.readEnd(), EPOLLIN, 0));
        }
    }

    private static String fdinfo(Fd fd) throws Exception {
        return Files.readString(Path.of("/proc/self/fdinfo/" + fd.number()));
    }
}
