package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;
import static dev.ferry.linux.abi.Fcntl.O_RDWR;
import static dev.ferry.linux.abi.Polls.POLLHUP;
import static dev.ferry.linux.abi.Ttys.ECHO;
import static dev.ferry.linux.abi.Ttys.ICANON;
import static dev.ferry.linux.abi.Ttys.ISIG;
import static dev.ferry.linux.abi.Ttys.VEOL;
import static dev.ferry.linux.abi.Ttys.VMIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.TtyDataEntry;
import dev.ferry.engine.image.proto.TtyInfoEntry;
import dev.ferry.engine.image.proto.TtyType;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Polls;
import dev.ferry.linux.file.FileFlags;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.Owner;
import dev.ferry.linux.file.Poll;
import dev.ferry.linux.file.PtyMaster;
import dev.ferry.linux.file.Read;
import dev.ferry.linux.file.Terminal;
import dev.ferry.linux.file.Termios;
import dev.ferry.linux.file.WindowSize;
import dev.ferry.linux.file.Write;
import dev.ferry.linux.net.Octets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TerminalKindKernelTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Fd master;
    private Fd slave;

    @BeforeEach
    void open() throws IOException {
        master = PtyMaster.open();
        PtyMaster.setLocked(master, false);
        slave = PtyMaster.openSlave(master, O_RDWR);
    }

    @AfterEach
    void close() {
        slave.close();
        master.close();
    }

    private static void write(Fd end, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        Write.fully(end, ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
    }

    /** What one read gives; it has to come at once or soon. */
    private static String read(Fd end) throws IOException {
        assertThat(Poll.within(end, Polls.POLLIN, PATIENCE) & Polls.POLLIN)
                .as("something to read")
                .isNotZero();
        ByteBuffer buffer = ByteBuffer.allocateDirect(100_000);
        Read.some(end, buffer);
        return StandardCharsets.ISO_8859_1.decode(buffer.flip()).toString();
    }

    private static String read(Fd end, int length) throws IOException {
        StringBuilder all = new StringBuilder();
        while (all.length() < length) {
            all.append(read(end));
        }
        return all.toString();
    }

    private static boolean isReadable(Fd end) throws IOException {
        return (Poll.now(end, Polls.POLLIN) & Polls.POLLIN) != 0;
    }

    private void change(int off, int on) throws IOException {
        Termios settings = Terminal.settings(slave);
        Terminal.setSettings(slave, settings.withLocal((settings.local() & ~off) | on));
    }

    /** Until the line discipline has worked on everything. */
    private void awaitInput(int bytes) throws IOException {
        await(slave, bytes);
    }

    private void awaitOutput(int bytes) throws IOException {
        await(master, bytes);
    }

    private static void await(Fd end, int bytes) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Terminal.readable(end) < bytes) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void carriesBothEndsWithSettingsAndModes() throws IOException {
        Termios settings = Terminal.settings(slave);
        Terminal.setSettings(
                slave,
                settings.withLocal(settings.local() & ~ECHO)
                        .withInput(0)
                        .withCharacter(VEOL, '|')
                        .withCharacter(VMIN, 7));
        Terminal.setWindowSize(slave, new WindowSize(31, 97, 1, 2));
        Terminal.setExclusive(slave, true);
        PtyMaster.setPacketMode(master, true);
        FileFlags.setStatus(master, O_NONBLOCK);
        try (RoundTrip trip = RoundTrip.of(slave, master)) {
            Fd slaveThere = trip.restored(0);
            Fd masterThere = trip.restored(1);
            assertThat(Terminal.settings(slaveThere)).isEqualTo(Terminal.settings(slave));
            assertThat(Terminal.windowSize(masterThere)).isEqualTo(Terminal.windowSize(slave));
            assertThat(Terminal.isExclusive(slaveThere)).isTrue();
            assertThat(Terminal.isExclusive(masterThere)).isFalse();
            assertThat(PtyMaster.isPacketMode(masterThere)).isTrue();
            assertThat(PtyMaster.isPacketMode(master)).isTrue();
            assertThat(FileFlags.status(masterThere)).isEqualTo(FileFlags.status(master));
            assertThat(FileFlags.status(slaveThere)).isEqualTo(FileFlags.status(slave));
            assertThat(Terminal.device(slaveThere)).isNotEqualTo(Terminal.device(slave));
            write(slaveThere, "through");
            assertThat(read(masterThere)).isEqualTo("\0through");
        }
    }

    @Test
    void carriesLinesAndTheLineThatIsBeingTyped() throws IOException {
        Termios settings = Terminal.settings(slave);
        Terminal.setSettings(slave, settings.withCharacter(VEOL, '|'));
        change(ECHO, 0);
        write(master, "first\nsecond|\u0004eof\u0004third\n");
        awaitInput("first\nsecond|eofthird\n".length());
        write(master, "hal");
        try (RoundTrip trip = RoundTrip.of(slave, master)) {
            for (Fd[] ends : new Fd[][] {{slave, master}, {trip.restored(0), trip.restored(1)}}) {
                assertThat(isReadable(ends[1])).as("an echo").isFalse();
                for (String line : List.of("first\n", "second|", "", "eof", "third\n")) {
                    assertThat(read(ends[0])).isEqualTo(line);
                }
                assertThat(isReadable(ends[0])).isFalse();
                write(ends[1], "f\n");
                assertThat(read(ends[0])).isEqualTo("half\n");
            }
        }
    }

    @Test
    void carriesAMarkThatNothingFollows() throws IOException {
        change(ECHO, 0);
        write(master, "x\n\u0004");
        awaitInput(2);
        try (RoundTrip trip = RoundTrip.of(slave, master)) {
            for (Fd end : List.of(slave, trip.restored(0))) {
                assertThat(read(end)).isEqualTo("x\n");
                assertThat(read(end)).isEmpty();
                assertThat(isReadable(end)).isFalse();
            }
        }
    }

    @Test
    void carriesEveryByteInRawMode() throws IOException {
        Termios settings = Terminal.settings(slave);
        Terminal.setSettings(slave, settings.withInput(0).withLocal(0).withOutput(0));
        StringBuilder bytes = new StringBuilder();
        for (char value = 0; value < 256; value++) {
            bytes.append(value);
        }
        write(master, bytes.toString().repeat(15));
        awaitInput(256 * 15);
        write(slave, bytes.toString().repeat(40));
        try (RoundTrip trip = RoundTrip.of(slave, master)) {
            for (Fd[] ends : new Fd[][] {{slave, master}, {trip.restored(0), trip.restored(1)}}) {
                assertThat(read(ends[0], 256 * 15)).isEqualTo(bytes.toString().repeat(15));
                assertThat(read(ends[1], 256 * 40)).isEqualTo(bytes.toString().repeat(40));
            }
        }
    }

    @Test
    void carriesEveryByteOfALine() throws IOException {
        Termios settings = Terminal.settings(slave);
        Terminal.setSettings(slave, settings.withInput(0).withLocal(ICANON).withCharacters(new byte[19]));
        StringBuilder line = new StringBuilder();
        for (char value = 0; value < 256; value++) {
            line.append(value == '\n' ? "" : value);
        }
        String text = line.toString().repeat(4) + "\n";
        write(master, text);
        awaitInput(text.length());
        try (RoundTrip trip = RoundTrip.of(slave, master)) {
            for (Fd end : List.of(slave, trip.restored(0))) {
                assertThat(read(end)).isEqualTo(text);
            }
        }
    }

    @Test
    void carriesOutputAsItIsInPacketMode() throws IOException {
        PtyMaster.setPacketMode(master, true);
        write(slave, "a\nb\n");
        try (RoundTrip trip = RoundTrip.of(master, slave)) {
            assertThat(read(trip.restored(0))).isEqualTo("\0a\r\nb\r\n");
            assertThat(read(master)).isEqualTo("\0a\r\nb\r\n");
        }
    }

    @Test
    void carriesMoreOutputThanTheLineDisciplineHolds() throws IOException {
        String output = "0123456789abcdef".repeat(500);
        write(slave, output.substring(0, 4000));
        awaitOutput(4000);
        write(slave, output.substring(4000));
        try (RoundTrip trip = RoundTrip.of(master, slave)) {
            assertThat(read(trip.restored(0), output.length())).isEqualTo(output);
            assertThat(read(master, output.length())).isEqualTo(output);
        }
    }

    @Test
    void carriesAMasterWhoseSlaveIsClosed() throws IOException {
        write(slave, "last words");
        slave.close();
        try (RoundTrip trip = RoundTrip.of(master)) {
            Fd there = trip.restored(0);
            assertThat(Poll.now(there, 0)).isEqualTo(POLLHUP);
            assertThat(read(there)).isEqualTo("last words");
            assertThat(read(master)).isEqualTo("last words");
        }
    }

    @Test
    void carriesAMasterWhoseSlaveWasNeverOpen() throws IOException {
        try (Fd alone = PtyMaster.open();
                RoundTrip trip = RoundTrip.of(alone)) {
            assertThat(Poll.now(trip.restored(0), 0)).isZero();
            assertThat(Poll.now(alone, 0)).isZero();
            assertThat(PtyMaster.isLocked(trip.restored(0))).isTrue();
        }
    }

    @Test
    void carriesASlaveWhoseMasterIsClosed() throws IOException {
        master.close();
        try (RoundTrip trip = RoundTrip.of(slave)) {
            assertThat(Terminal.isHungUp(trip.restored(0))).isTrue();
            assertThat(trip.again(0).link()).endsWith(" (deleted)");
        }
    }

    @Test
    void keepsTheOwnerOfASlave() throws IOException {
        Assumptions.assumeTrue(FileStat.of("/proc/self").uid() == 0, "only root can change owners");
        Owner.change(slave, 12345, 54321);
        try (RoundTrip trip = RoundTrip.of(master, slave)) {
            FileStat stat = FileStat.of(trip.restored(1));
            assertThat(List.of(stat.uid(), stat.gid())).containsExactly(12345, 54321);
        }
    }

    @Test
    void sharesOneTerminalAmongAllThatHadItOpen() throws IOException {
        try (Fd second = PtyMaster.openSlave(master, O_NONBLOCK);
                RoundTrip trip = RoundTrip.of(second, master, slave)) {
            assertThat(Terminal.device(trip.restored(0))).isEqualTo(Terminal.device(trip.restored(2)));
            assertThat(PtyMaster.index(trip.restored(1)))
                    .isEqualTo(Terminal.device(trip.restored(0)).minor());
            assertThat(FileFlags.status(trip.restored(0))).isEqualTo(FileFlags.status(second));
        }
    }

    @Test
    void refusesATerminalWhoseMasterIsOutside() throws IOException {
        int index = PtyMaster.index(master);
        try (OpenedHere here = OpenedHere.collect()) {
            OpenFile file = here.of(slave);
            TreeFiles without = new Without(here.tree(), here.of(master));
            assertThat(new TerminalKind().refusal(file, without).orElseThrow())
                    .contains("/dev/pts/" + index, "the master in a test", "stays behind", "tmux", "setsid nohup");
        }
    }

    /** A tree without one of its files, which somebody else holds. */
    private record Without(TreeFiles tree, OpenFile missing) implements TreeFiles {
        @Override
        public List<OpenFile> files() {
            return tree.files().stream()
                    .filter(file -> file.id() != missing.id())
                    .toList();
        }

        @Override
        public Set<Integer> pids() {
            return tree.pids();
        }

        @Override
        public List<QueuedMessage> queued(OpenFile socket) {
            return tree.queued(socket);
        }

        @Override
        public boolean mayHaveUnseen() {
            return tree.mayHaveUnseen();
        }

        @Override
        public TcpPairs tcpPairs() throws IOException {
            return tree.tcpPairs();
        }

        @Override
        public TcpPolicy tcpPolicy() {
            return tree.tcpPolicy();
        }

        @Override
        public Optional<String> outsideHolder(String link) {
            return Optional.of("the master in a test");
        }
    }

    @Test
    void refusesStoppedOutput() throws IOException {
        write(master, "\u0013");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Poll.now(slave, Polls.POLLOUT) != 0) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
        try (RoundTrip look = RoundTrip.look(master)) {
            assertThat(look.refusal(0).orElseThrow()).contains("Ctrl-S", "press Ctrl-Q");
        }
    }

    @Test
    void refusesAnUntoldChangeInPacketMode() throws IOException {
        PtyMaster.setPacketMode(master, true);
        Termios settings = Terminal.settings(slave);
        Terminal.setSettings(slave, settings.withInput(settings.input() ^ 02000));
        try (RoundTrip look = RoundTrip.look(master)) {
            assertThat(look.refusal(0).orElseThrow()).contains("packet mode", "try again");
        }
    }

    @Test
    void damagedEntriesNeverEndInAnythingButAnImageErrorOrAnErrno() throws IOException {
        change(ISIG, 0);
        write(master, "line\nrest");
        OpenedHere here = OpenedHere.collect();
        FakeDumpContext dump = new FakeDumpContext(here.tree());
        TerminalKind kind = new TerminalKind();
        byte[] file = kind.dump(here.of(master), dump).toByteArray();
        byte[] other = kind.dump(here.of(slave), dump).toByteArray();
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            FakeDumpContext damaged = new FakeDumpContext(here.tree());
            for (ImageType type : List.of(ImageType.TTY_INFO, ImageType.TTY_DATA)) {
                for (FakeDumpContext.Entry entry : dump.appended(type)) {
                    append(damaged, type, flip(entry.message().toByteArray(), random));
                }
            }
            restoreAnyway(damaged, flip(file, random), other);
        }
        here.close();
    }

    private static byte[] flip(byte[] bytes, Random random) {
        byte[] flipped = Arrays.copyOf(bytes, bytes.length);
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        return flipped;
    }

    private static void append(FakeDumpContext dump, ImageType type, byte[] message) {
        try {
            dump.append(
                    type,
                    type == ImageType.TTY_INFO ? TtyInfoEntry.parseFrom(message) : TtyDataEntry.parseFrom(message));
        } catch (InvalidProtocolBufferException notEvenAMessage) {
            // The image reader turns it into an ImageException.
        }
    }

    private static void restoreAnyway(FakeDumpContext dump, byte[]... entries) {
        try (FakeRestoreContext restore = new FakeRestoreContext(dump)) {
            List<FileEntry> files = new ArrayList<>();
            for (byte[] entry : entries) {
                files.add(FileEntry.parseFrom(entry));
            }
            restore.createAll(FileKinds.load(), files);
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotBlank();
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("made twice");
        } catch (RuntimeException e) {
            Assertions.fail("a damaged entry", e);
        }
    }

    @Test
    void writesControlCharactersAsCriuReadsThem() throws IOException {
        Terminal.setSettings(slave, Terminal.settings(slave).withCharacters(bytes(1)));
        try (OpenedHere here = OpenedHere.collect()) {
            FakeDumpContext dump = new FakeDumpContext(here.tree());
            new TerminalKind().dump(here.of(slave), dump);
            TtyInfoEntry info = TtyInfoEntry.parseFrom(
                    dump.appended(ImageType.TTY_INFO).get(0).message());
            assertThat(info.getTermios().getCCcList())
                    .hasSizeGreaterThanOrEqualTo(19)
                    .startsWith(0x04030201, 0x08070605, 0x0c0b0a09, 0x100f0e0d, 0x131211, 0, 0, 0);
        }
    }

    private static byte[] bytes(int first) {
        byte[] bytes = new byte[19];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (first + i);
        }
        return bytes;
    }

    /** One a word, as the first release did; or four a word, and behind those whatever its memory held, as CRIU does. */
    @Test
    void readsControlCharactersInAllTheWaysInWhichTheyWereWritten() throws IOException {
        List<Integer> single = new ArrayList<>();
        for (byte each : bytes(1)) {
            single.add((int) each);
        }
        readsControlCharacters(single, single.stream().map(each -> 0).toList());
        List<Integer> packed =
                new ArrayList<>(List.of(0x04030201, 0x08070605, 0x0c0b0a09, 0x100f0e0d, 0x131211, 0, 0, 0));
        packed.addAll(List.of(49, 0, -1, 5, 0, 2056813712, 21981, 49, 0, 7, 8));
        List<Integer> locked = new ArrayList<>(List.of(0, 0, 0, 0, 0, 0, 0, 0));
        locked.addAll(List.of(49, 0, 33, 5, 0, 1, 1, 49, 0, 7, 8));
        readsControlCharacters(packed, locked);
    }

    private void readsControlCharacters(List<Integer> words, List<Integer> locked) throws IOException {
        try (OpenedHere here = OpenedHere.collect()) {
            FakeDumpContext dump = new FakeDumpContext(here.tree());
            List<FileEntry> entries = List.of(
                    new TerminalKind().dump(here.of(master), dump), new TerminalKind().dump(here.of(slave), dump));
            FakeDumpContext written = new FakeDumpContext(here.tree());
            for (FakeDumpContext.Entry entry : dump.appended(ImageType.TTY_INFO)) {
                TtyInfoEntry.Builder info = TtyInfoEntry.parseFrom(entry.message()).toBuilder();
                info.getTermiosBuilder().clearCCc().addAllCCc(words);
                info.getTermiosLockedBuilder().clearCCc().addAllCCc(locked);
                written.append(ImageType.TTY_INFO, info.build());
            }
            try (FakeRestoreContext restore = new FakeRestoreContext(written)) {
                restore.createAll(FileKinds.load(), entries);
                Fd there = restore.created(entries.get(1).getId()).orElseThrow();
                assertThat(Terminal.settings(there).characters()).isEqualTo(Octets.of(bytes(1)));
                assertThat(Terminal.lockedSettings(there).characters()).isEqualTo(Octets.of(new byte[19]));
            }
        }
    }

    @Test
    void opensTheTerminalBehindWhatCriuCallsACtty() throws IOException {
        try (OpenedHere here = OpenedHere.collect()) {
            FakeDumpContext dump = new FakeDumpContext(here.tree());
            List<FileEntry> entries = new ArrayList<>();
            entries.add(new TerminalKind().dump(here.of(master), dump));
            TtyInfoEntry info = TtyInfoEntry.parseFrom(
                    dump.appended(ImageType.TTY_INFO).get(0).message());
            FakeDumpContext written = new FakeDumpContext(here.tree());
            TtyInfoEntry.Builder controlling = info.toBuilder().setSid(4711);
            written.append(ImageType.TTY_INFO, controlling.build());
            written.append(
                    ImageType.TTY_INFO,
                    controlling.clearPty().setId(2012).setType(TtyType.CTTY).build());
            FileEntry.Builder tty = entries.get(0).toBuilder().setId(77);
            tty.getTtyBuilder().setId(77).setTtyInfoId(2012);
            entries.add(tty.build());
            try (FakeRestoreContext restore = new FakeRestoreContext(written)) {
                restore.createAll(FileKinds.load(), entries);
                write(restore.created(77).orElseThrow(), "through");
                assertThat(read(restore.created(entries.get(0).getId()).orElseThrow()))
                        .isEqualTo("through");
            }
        }
    }

    @Test
    void saysForCriuWhereTheEndsAre() throws IOException {
        int index = PtyMaster.index(master);
        try (OpenedHere here = OpenedHere.collect()) {
            FakeDumpContext dump = new FakeDumpContext(here.tree());
            FileEntry first = new TerminalKind().dump(here.of(master), dump);
            FileEntry second = new TerminalKind().dump(here.of(slave), dump);
            assertThat(dump.companions())
                    .extracting(FileEntry::getId)
                    .containsExactly(first.getTty().getRegfId(), second.getTty().getRegfId());
            assertThat(dump.companions())
                    .extracting(companion -> companion.getReg().getName())
                    .containsExactly(Path.of("/dev/ptmx").toRealPath().toString(), "/dev/pts/" + index);
            assertThat(dump.companions().get(1).getReg().getMode())
                    .isEqualTo(FileStat.of(slave).mode());
        }
    }

    @Test
    void refusesATerminalWithoutMasterInAnImage() throws IOException {
        try (OpenedHere here = OpenedHere.collect()) {
            FakeDumpContext dump = new FakeDumpContext(here.tree());
            FileEntry entry = new TerminalKind().dump(here.of(slave), dump);
            try (FakeRestoreContext restore = new FakeRestoreContext(dump)) {
                Assertions.assertThatExceptionOfType(ImageException.class)
                        .isThrownBy(() -> restore.createAll(FileKinds.load(), List.of(entry)))
                        .withMessageContaining("whose master is not in the image once");
            }
        }
    }
}
