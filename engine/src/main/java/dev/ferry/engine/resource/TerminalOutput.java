package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Ttys.OPOST;

import dev.ferry.linux.Fd;
import dev.ferry.linux.file.Terminal;
import dev.ferry.linux.file.Termios;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

/** What has been written to the slave of a pseudoterminal and not been read from its master yet. */
final class TerminalOutput {
    /** More than the kernel holds: 4095 bytes in the line discipline and 8 KiB before it (pty.c). */
    static final int LARGEST = 1 << 18;

    private TerminalOutput() {}

    /** Takes it out of the master, which does not block; the kernel can not show it otherwise. */
    static byte[] take(Fd master) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Optional<byte[]> next = TerminalBytes.read(master);
                next.isPresent() && next.get().length > 0;
                next = TerminalBytes.read(master)) {
            bytes.writeBytes(next.get());
        }
        return bytes.toByteArray();
    }

    /** Puts it back through the slave, as it is; afterwards the terminal has the settings {@code end}. */
    static void put(byte[] bytes, Fd slave, Termios end) throws IOException {
        if (bytes.length > 0) {
            Terminal.setSettings(slave, end.withOutput(end.output() & ~OPOST));
            try {
                TerminalBytes.write(slave, bytes);
            } finally {
                Terminal.setSettings(slave, end);
            }
        }
    }
}
