package dev.ferry.engine.resource;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.TermiosEntry;
import dev.ferry.engine.image.proto.WinsizeEntry;
import dev.ferry.linux.abi.Ttys;
import dev.ferry.linux.file.Termios;
import dev.ferry.linux.file.WindowSize;
import dev.ferry.linux.net.Octets;

/** Settings and size of a terminal, in the image and in the kernel. */
final class TerminalSettings {
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
        for (byte character : settings.characters().toArray()) {
            entry.addCCc(character & 0xff);
        }
        return entry.build();
    }

    /** CRIU may have written speeds of 0, which the kernel takes for what it has. */
    static Termios restore(FileEntry file, TermiosEntry entry) throws ImageException {
        Plausible.require(file, entry.getCCcCount() == Ttys.NCCS, "has settings with another number of characters");
        Plausible.require(file, (entry.getCLine() & ~0xff) == 0, "has an impossible line discipline");
        byte[] characters = new byte[Ttys.NCCS];
        for (int i = 0; i < characters.length; i++) {
            characters[i] = (byte) entry.getCCc(i);
        }
        return new Termios(
                entry.getCIflag(),
                entry.getCOflag(),
                entry.getCCflag(),
                entry.getCLflag(),
                entry.getCLine(),
                Octets.of(characters),
                entry.getCIspeed(),
                entry.getCOspeed());
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
