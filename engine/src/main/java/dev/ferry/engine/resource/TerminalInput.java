package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Ttys.ECHO;
import static dev.ferry.linux.abi.Ttys.ICANON;
import static dev.ferry.linux.abi.Ttys.IEXTEN;
import static dev.ferry.linux.abi.Ttys.ISIG;
import static dev.ferry.linux.abi.Ttys.NCCS;
import static dev.ferry.linux.abi.Ttys.OPOST;
import static dev.ferry.linux.abi.Ttys.VEOF;
import static dev.ferry.linux.abi.Ttys.VEOL;
import static dev.ferry.linux.abi.Ttys.VEOL2;
import static dev.ferry.linux.abi.Ttys.VERASE;
import static dev.ferry.linux.abi.Ttys.VLNEXT;
import static dev.ferry.linux.abi.Ttys.VMIN;
import static dev.ferry.linux.abi.Ttys.VTIME;

import dev.ferry.linux.Fd;
import dev.ferry.linux.file.Terminal;
import dev.ferry.linux.file.Termios;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * What has been written to the master of a pseudoterminal and not been read from its slave yet, after the line discipline has
 * worked on it (n_tty.c in the kernel). In canonical mode that is complete lines, marks of an end of file, and the line that is
 * being typed; between any two parts is a mark, and the last part ends with that line. In other modes it is one part.
 *
 * <p>Beyond the 4095 bytes of the line discipline there may be more that it has not worked on; that is put back as it came.
 */
record TerminalInput(List<byte[]> parts) {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** What the line discipline holds ({@code N_TTY_BUF_SIZE}), one less. */
    static final int ROOM = 4095;
    /** Pieces whose echo surely fits the kernel's buffer for it. */
    private static final int PIECE = 512;

    private static final int[] CANDIDATES = {0x04, 0x16, 0x1c, 0x1d, 0x1e};

    TerminalInput {
        parts = List.copyOf(parts);
    }

    /** Takes it out of the slave, which does not block; the settings are {@code settings} before and afterwards. */
    static TerminalInput take(Fd slave, Termios settings) throws IOException {
        List<byte[]> parts = new ArrayList<>();
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        // What has yet to be worked on must neither be echoed nor become a signal by our reading.
        Termios silent = settings.withLocal(settings.local() & ~(ECHO | ISIG));
        try {
            if (settings.isCanonical()) {
                Terminal.setSettings(slave, silent);
                takeLines(slave, settings, parts, part);
            }
            Terminal.setSettings(
                    slave,
                    silent.withLocal(silent.local() & ~ICANON)
                            .withCharacter(VMIN, 1)
                            .withCharacter(VTIME, 0));
            for (Optional<byte[]> next = TerminalBytes.read(slave);
                    next.isPresent();
                    next = TerminalBytes.read(slave)) {
                part.writeBytes(next.get());
            }
        } finally {
            Terminal.setSettings(slave, settings);
        }
        if (part.size() > 0 || !parts.isEmpty()) {
            parts.add(part.toByteArray());
        }
        return new TerminalInput(parts);
    }

    /** A read gives one line, which either has its end or was ended by a mark. */
    private static void takeLines(Fd slave, Termios settings, List<byte[]> parts, ByteArrayOutputStream part)
            throws IOException {
        for (Optional<byte[]> line = TerminalBytes.read(slave); line.isPresent(); line = TerminalBytes.read(slave)) {
            part.writeBytes(line.get());
            int length = line.get().length;
            if (length == 0 || !endsLine(settings, line.get()[length - 1])) {
                parts.add(part.toByteArray());
                part.reset();
            }
        }
    }

    private static boolean endsLine(Termios settings, byte last) {
        int character = last & 0xff;
        return character == '\n'
                || (character != 0
                        && (character == settings.character(VEOL) || character == settings.character(VEOL2)));
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    private int size() {
        return parts.stream().mapToInt(part -> part.length).sum();
    }

    /**
     * Puts it back through the master, which does not block and has nothing to be read; afterwards the settings are {@code end},
     * which have to be of the mode that it was taken in.
     */
    void put(Fd master, Fd slave, Termios end) throws IOException {
        try {
            if (!isEmpty() && end.isCanonical()) {
                putLines(master, slave, end);
            } else if (!isEmpty()) {
                putRaw(master, slave, end);
            }
        } finally {
            Terminal.setSettings(slave, end);
        }
    }

    private static Termios bare(Termios settings, int local) {
        return settings.withInput(0)
                .withOutput(settings.output() & ~OPOST)
                .withLocal(local)
                .withCharacters(new byte[NCCS])
                .withCharacter(VMIN, 1);
    }

    private void putRaw(Fd master, Fd slave, Termios end) throws IOException {
        Terminal.setSettings(slave, bare(end, 0));
        for (byte[] part : parts) {
            TerminalBytes.write(master, part);
        }
        int expected = Math.min(size(), ROOM);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Terminal.readable(slave) < expected) {
            if (System.nanoTime() > deadline) {
                throw new IOException("The terminal did not take the " + size() + " bytes that waited in it.");
            }
            LockSupport.parkNanos(20_000);
        }
    }

    /**
     * The kernel works on it some time after it was written, and has to have done so before the settings change: each character is
     * echoed, and that comes out of the master again.
     */
    private void putLines(Fd master, Fd slave, Termios end) throws IOException {
        int[] special = unused(end);
        int mark = special[0];
        Terminal.setSettings(
                slave,
                bare(end, ICANON | IEXTEN | ECHO)
                        .withCharacter(VEOF, mark)
                        .withCharacter(VLNEXT, special[1])
                        .withCharacter(VERASE, special[2])
                        .withCharacter(VEOL, end.character(VEOL))
                        .withCharacter(VEOL2, end.character(VEOL2)));
        int room = ROOM;
        for (int i = 0; i < parts.size(); i++) {
            for (byte[] piece : pieces(parts.get(i))) {
                TerminalBytes.write(master, quoted(piece, special));
                int echoed = Math.min(piece.length, room);
                TerminalBytes.discard(master, echoed);
                room -= echoed;
            }
            if (i < parts.size() - 1) {
                TerminalBytes.write(master, (byte) mark);
            }
        }
        if (parts.get(parts.size() - 1).length == 0 && room > 1) {
            // A mark has no echo; a character behind it has, and so has its erasure.
            TerminalBytes.write(master, (byte) 'x', (byte) special[2]);
            TerminalBytes.discard(master, 2);
        }
    }

    private static List<byte[]> pieces(byte... part) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < part.length; at += PIECE) {
            pieces.add(Arrays.copyOfRange(part, at, Math.min(part.length, at + PIECE)));
        }
        return pieces;
    }

    private static byte[] quoted(byte[] piece, int... special) {
        ByteArrayOutputStream quoted = new ByteArrayOutputStream();
        for (byte next : piece) {
            if (Arrays.stream(special).anyMatch(character -> character == next)) {
                quoted.write(special[1]);
            }
            quoted.write(next);
        }
        return quoted.toByteArray();
    }

    /** Three characters that end no line with these settings. */
    private static int[] unused(Termios settings) {
        return Arrays.stream(CANDIDATES)
                .filter(mark -> mark != settings.character(VEOL) && mark != settings.character(VEOL2))
                .limit(3)
                .toArray();
    }
}
