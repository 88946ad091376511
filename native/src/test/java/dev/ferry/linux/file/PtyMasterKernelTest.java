package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;
import static dev.ferry.linux.abi.Fcntl.O_RDWR;
import static dev.ferry.linux.abi.Polls.POLLHUP;
import static dev.ferry.linux.abi.Polls.POLLIN;
import static dev.ferry.linux.abi.Polls.POLLOUT;
import static dev.ferry.linux.abi.Polls.POLLPRI;
import static dev.ferry.linux.abi.Ttys.ECHO;
import static dev.ferry.linux.abi.Ttys.N_TTY;
import static dev.ferry.linux.abi.Ttys.VEOL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Fd;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PtyMasterKernelTest {
    private Fd master;
    private Fd slave;

    @BeforeEach
    void open() throws Exception {
        master = PtyMaster.open();
        PtyMaster.setLocked(master, false);
        slave = PtyMaster.openSlave(master, O_RDWR);
    }

    @AfterEach
    void close() {
        slave.close();
        master.close();
    }

    @Test
    void givesTheWantedNumberIfItIsFree() throws Exception {
        int taken = PtyMaster.index(master);
        try (Fd other = PtyMaster.open(taken)) {
            assertThat(PtyMaster.index(other)).isNotEqualTo(taken);
        }
        int free = firstFree(taken + 3);
        try (Fd other = PtyMaster.open(free)) {
            assertThat(PtyMaster.index(other)).isEqualTo(free);
        }
    }

    private static int firstFree(int from) {
        int index = from;
        while (Files.exists(Path.of("/dev/pts", Integer.toString(index)))) {
            index++;
        }
        return index;
    }

    @Test
    void keepsSettingsAndSize() throws Exception {
        Termios before = Terminal.settings(slave);
        Termios changed = before.withLocal(before.local() & ~ECHO).withCharacter(VEOL, 'x');
        Terminal.setSettings(slave, changed);
        assertThat(Terminal.settings(master)).isEqualTo(changed).isNotEqualTo(before);
        assertThat(changed.character(VEOL)).isEqualTo('x');
        WindowSize size = new WindowSize(33, 101, 800, 65535);
        Terminal.setWindowSize(master, size);
        assertThat(Terminal.windowSize(slave)).isEqualTo(size);
    }

    @Test
    void hasModesOfEachEnd() throws Exception {
        Terminal.setExclusive(slave, true);
        assertThat(Terminal.isExclusive(slave)).isTrue();
        assertThat(Terminal.isExclusive(master)).isFalse();
        PtyMaster.setPacketMode(master, true);
        assertThat(PtyMaster.isPacketMode(master)).isTrue();
        PtyMaster.setLocked(master, true);
        assertThat(PtyMaster.isLocked(master)).isTrue();
        Refusal.expect("EIO", () -> PtyMaster.openSlave(master, O_RDWR));
    }

    @Test
    void tellsWhoseTerminalItIs() throws Exception {
        assertThat(PtyMaster.session(master)).isZero();
        assertThat(PtyMaster.foreground(master)).isZero();
        assertThat(Terminal.discipline(slave)).isEqualTo(N_TTY);
        assertThat(Terminal.device(slave)).isEqualTo(FileStat.of(slave).represented());
    }

    @Test
    void tellsWhatCanBeReadOrWritten() throws Exception {
        assertThat(Poll.now(slave, POLLIN | POLLOUT)).isEqualTo(POLLOUT);
        Write.fully(master, Bytes.of("line\npart"));
        assertThat(Poll.within(slave, POLLIN, Duration.ofSeconds(5))).isEqualTo(POLLIN);
        assertThat(Terminal.readable(slave)).isEqualTo(5);
        assertThat(Poll.now(master, POLLPRI)).isZero();
    }

    @Test
    void noticesThatTheOtherEndHungUp() throws Exception {
        assertThat(Terminal.isHungUp(slave)).isFalse();
        assertThat(Poll.now(master, 0)).isZero();
        slave.close();
        assertThat(Poll.now(master, 0)).isEqualTo(POLLHUP);
        try (Fd again = PtyMaster.openSlave(master, O_RDWR | O_NONBLOCK)) {
            assertThat(Poll.now(master, 0)).isZero();
            master.close();
            assertThat(Terminal.isHungUp(again)).isTrue();
            Refusal.expect("EIO", () -> Terminal.windowSize(again));
            assertThat(Read.some(again, ByteBuffer.allocateDirect(1))).isZero();
        }
    }

    @Test
    void refusesWhatIsNoTerminal() throws Exception {
        try (Fd file = Memfd.create("t", 0)) {
            Refusal.expect("ENOTTY", () -> Terminal.settings(file));
            Refusal.expect("ENOTTY", () -> PtyMaster.index(file));
        }
    }
}
