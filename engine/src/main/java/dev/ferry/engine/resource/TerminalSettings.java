package dev.ferry.engine.resource;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.TermiosEntry;
import dev.ferry.engine.image.proto.TtyInfoEntry;
import dev.ferry.engine.image.proto.WinsizeEntry;
import dev.ferry.linux.abi.Ttys;
import dev.ferry.linux.file.Termios;
import dev.ferry.linux.file.WindowSize;
import dev.ferry.linux.net.Octets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Settings and size of a terminal, in the image and in the kernel.
 *
 * <p>CRIU's {@code c_cc} has as many words as there are control characters, but packs four into a word and leaves the other words as they
 * are. Ferry's first release put one into each word. To tell its own from those it now writes one word more, which CRIU does not mind.
 */
final class TerminalSettings {
    private static final int WORDS = Ttys.NCCS + 1;

    private TerminalSettings() {}

    static TermiosEntry dump(Termios settings) {
        TermiosEntry.Builder entry = TermiosEntry.newBuilder()
                .setCIflag(settings.input())
                .setCOflag(settings.output())
                .setCCflag(settings.control())
                .setCLflag(settings.local())
                .setCLine(settings.line())
                .setCIspeed(settings.inputSpeed())
                .setCOspeed(settings.outputSpeed());
        byte[] characters = Arrays.copyOf(settings.characters().toArray(), Integer.BYTES * WORDS);
        ByteBuffer packed = ByteBuffer.wrap(characters).order(ByteOrder.LITTLE_ENDIAN);
        while (packed.hasRemaining()) {
            entry.addCCc(packed.getInt());
        }
        return entry.build();
    }

    /** CRIU may have written speeds of 0, which the kernel takes for what it has. */
    static Termios restore(FileEntry file, TtyInfoEntry info) throws ImageException {
        return restore(file, info.getTermios(), isPacked(info));
    }

    /** Which settings can not be changed. */
    static Termios restoreLocked(FileEntry file, TtyInfoEntry info) throws ImageException {
        return restore(file, info.getTermiosLocked(), isPacked(info));
    }

    private static Termios restore(FileEntry file, TermiosEntry entry, boolean isPacked) throws ImageException {
        boolean isKnown = entry.getCCcCount() == Ttys.NCCS || entry.getCCcCount() == WORDS;
        Plausible.require(file, isKnown, "has settings with another number of characters");
        Plausible.require(file, (entry.getCLine() & ~0xff) == 0, "has an impossible line discipline");
        return new Termios(
                entry.getCIflag(),
                entry.getCOflag(),
                entry.getCCflag(),
                entry.getCLflag(),
                entry.getCLine(),
                Octets.of(isPacked ? packed(entry) : single(entry)),
                entry.getCIspeed(),
                entry.getCOspeed());
    }

    /** Judged by the words that CRIU fills; in the others may be anything. */
    private static boolean isPacked(TtyInfoEntry info) {
        TermiosEntry entry = info.getTermios();
        return entry.getCCcCount() == WORDS
                || entry.getCCcList().stream().limit(WORDS / Integer.BYTES).anyMatch(word -> (word & ~0xff) != 0);
    }

    private static byte[] packed(TermiosEntry entry) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Integer.BYTES * entry.getCCcCount()).order(ByteOrder.LITTLE_ENDIAN);
        entry.getCCcList().forEach(bytes::putInt);
        return Arrays.copyOf(bytes.array(), Ttys.NCCS);
    }

    private static byte[] single(TermiosEntry entry) {
        byte[] characters = new byte[Ttys.NCCS];
        for (int i = 0; i < characters.length; i++) {
            characters[i] = (byte) entry.getCCc(i);
        }
        return characters;
    }

    static WinsizeEntry dump(WindowSize size) {
        return WinsizeEntry.newBuilder()
                .setWsRow(size.rows())
                .setWsCol(size.columns())
                .setWsXpixel(size.width())
                .setWsYpixel(size.height())
                .build();
    }

    static WindowSize restore(FileEntry file, WinsizeEntry entry) throws ImageException {
        int all = entry.getWsRow() | entry.getWsCol() | entry.getWsXpixel() | entry.getWsYpixel();
        Plausible.require(file, (all & ~0xffff) == 0, "has an impossible size");
        return new WindowSize(entry.getWsRow(), entry.getWsCol(), entry.getWsXpixel(), entry.getWsYpixel());
    }
}
