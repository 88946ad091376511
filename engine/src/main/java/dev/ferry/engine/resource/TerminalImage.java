package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;
import static dev.ferry.linux.abi.Fcntl.O_RDWR;

import com.google.protobuf.ByteString;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.TtyDataEntry;
import dev.ferry.engine.image.proto.TtyInfoEntry;
import dev.ferry.engine.image.proto.TtyPtyEntry;
import dev.ferry.engine.image.proto.TtyType;
import dev.ferry.engine.procfs.PtyMasters;
import dev.ferry.engine.resource.TerminalEnd.Role;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Polls;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.Owner;
import dev.ferry.linux.file.Poll;
import dev.ferry.linux.file.PtyMaster;
import dev.ferry.linux.file.Terminal;
import dev.ferry.linux.file.Termios;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a pseudoterminal is besides its open files: the tty-info and tty-data images. As in CRIU (criu/tty.c) each end has an entry,
 * numbered after the terminal; one without settings has hung up. A slave's entry without open files says that the slave was opened
 * once, so that its master reads an end of file. Of the data of one terminal there may be several entries (see
 * {@link TerminalInput}), of which CRIU takes the last.
 */
final class TerminalImage {
    /** Numbers of terminals that have hung up, out of the way of the others'. */
    private static final int HUNG_UP = 1 << 24;

    private static final int MAX_INDEX = 1 << 20;

    private TerminalImage() {}

    /** Writes what is to be said about the end {@code file}, if that has not been done yet; returns its number. */
    static int dump(OpenFile file, TerminalEnd end, DumpContext context) throws IOException {
        if (end.role() == Role.HUNG_UP) {
            int id = HUNG_UP + 2 * file.id();
            context.append(
                    ImageType.TTY_INFO, bare(end, id).setRdev(device(file, end)).build());
            return id;
        }
        OpenFile first = first(end, context);
        if (first.id() == file.id()) {
            dumpEnd(file, end, context);
        }
        return id(end);
    }

    private static OpenFile first(TerminalEnd end, TreeFiles tree) throws IOException {
        return end.in(tree).stream()
                .min(Comparator.comparingInt(OpenFile::id))
                .orElseThrow(
                        () -> new IOException("The master of the terminal /dev/pts/" + end.index() + " has gone."));
    }

    private static void dumpEnd(OpenFile file, TerminalEnd end, DumpContext context) throws IOException {
        Fd master = first(end.master(), context).copy();
        context.append(ImageType.TTY_INFO, info(file, end, master));
        if (end.role() == Role.SLAVE) {
            dumpInput(end, master, context);
            return;
        }
        boolean closed = end.slave().in(context).isEmpty() && (Poll.now(master, 0) & Polls.POLLHUP) != 0;
        if (closed) {
            context.append(ImageType.TTY_INFO, info(file, end.slave(), master));
        }
        dumpOutput(end, master, context);
    }

    private static TtyInfoEntry.Builder bare(TerminalEnd end, int id) {
        return TtyInfoEntry.newBuilder()
                .setId(id)
                .setType(TtyType.PTY)
                .setLocked(false)
                .setExclusive(false)
                .setPacketMode(false)
                .setSid(0)
                .setPgrp(0)
                .setPty(TtyPtyEntry.newBuilder().setIndex(end.index()));
    }

    private static int id(TerminalEnd end) {
        return (end.index() << 1) + (end.role() == Role.MASTER ? 1 : 0);
    }

    /** CRIU sees by it which end it is, so it is that of {@code /dev/pts/N} also if {@code /dev/tty} is open. */
    private static int device(OpenFile file, TerminalEnd end) {
        return end.role() == Role.MASTER
                ? file.stat().represented().encoded()
                : PtyMasters.slaveDevice(end.index()).encoded();
    }

    private static TtyInfoEntry info(OpenFile file, TerminalEnd end, Fd master) throws IOException {
        return bare(end, id(end))
                .setLocked(PtyMaster.isLocked(master))
                .setExclusive(Terminal.isExclusive(file.copy()))
                .setPacketMode(PtyMaster.isPacketMode(master))
                .setSid(PtyMaster.session(master))
                .setPgrp(PtyMaster.foreground(master))
                .setRdev(device(file, end))
                .setDev(file.stat().device().encoded())
                .setUid(file.stat().uid())
                .setGid(file.stat().gid())
                .setTermios(TerminalSettings.dump(Terminal.settings(master)))
                .setTermiosLocked(TerminalSettings.dump(Terminal.lockedSettings(master)))
                .setWinsize(TerminalSettings.dump(Terminal.windowSize(master)))
                .build();
    }

    private static void dumpInput(TerminalEnd end, Fd master, DumpContext context) throws IOException {
        Termios settings = Terminal.settings(master);
        try (QuietMaster quiet = QuietMaster.of(master);
                Fd slave = openSlave(master)) {
            TerminalInput input = TerminalInput.take(slave, settings);
            if (!input.isEmpty()) {
                byte[] output = TerminalOutput.take(quiet.fd());
                input.put(quiet.fd(), slave, settings);
                TerminalOutput.put(output, slave, settings);
            }
            for (byte[] part : input.parts()) {
                context.append(ImageType.TTY_DATA, data(id(end), part));
            }
        }
    }

    private static void dumpOutput(TerminalEnd end, Fd master, DumpContext context) throws IOException {
        try (QuietMaster quiet = QuietMaster.of(master)) {
            byte[] output = TerminalOutput.take(quiet.fd());
            if (output.length > 0) {
                try (Fd slave = openSlave(master)) {
                    TerminalOutput.put(output, slave, Terminal.settings(master));
                }
                context.append(ImageType.TTY_DATA, data(id(end), output));
            }
        }
    }

    private static TtyDataEntry data(int id, byte... bytes) {
        return TtyDataEntry.newBuilder()
                .setTtyId(id)
                .setData(ByteString.copyFrom(bytes))
                .build();
    }

    /** One more open file of the slave, which may be locked. */
    private static Fd openSlave(Fd master) throws IOException {
        boolean locked = PtyMaster.isLocked(master);
        PtyMaster.setLocked(master, false);
        try {
            return PtyMaster.openSlave(master, O_RDWR | O_NONBLOCK);
        } finally {
            PtyMaster.setLocked(master, locked);
        }
    }

    static boolean isHungUp(TtyInfoEntry info) {
        return !info.hasTermios();
    }

    static boolean isMaster(TtyInfoEntry info) {
        return (info.getId() & 1) != 0;
    }

    /** The description of the terminal end that {@code file} is. */
    static TtyInfoEntry info(FileEntry file, RestoreContext context) throws IOException {
        Optional<TtyInfoEntry> found = find(file, file.getTty().getTtyInfoId(), context);
        Plausible.require(file, found.isPresent(), "is a terminal that is not described");
        TtyInfoEntry info = found.orElseThrow();
        info = info.getType() == TtyType.CTTY ? controlling(file, info, context) : info;
        Plausible.require(file, info.getType() == TtyType.PTY && info.hasPty(), "is a terminal of another host");
        int index = info.getPty().getIndex();
        Plausible.require(file, index >= 0 && index < MAX_INDEX, "has an impossible number");
        boolean isNumbered = isHungUp(info) || info.getId() >>> 1 == index;
        Plausible.require(file, isNumbered, "is a terminal with two numbers");
        return info;
    }

    /** What CRIU calls CTTY is an open {@code /dev/tty}: the slave of the terminal that controls the same session. */
    private static TtyInfoEntry controlling(FileEntry file, TtyInfoEntry tty, RestoreContext context)
            throws IOException {
        Optional<TtyInfoEntry> behind = context.appended(ImageType.TTY_INFO, TtyInfoEntry.parser()).stream()
                .map(RestoreContext.Appended::entry)
                .filter(info -> info.getType() == TtyType.PTY && !isHungUp(info) && info.getSid() == tty.getSid())
                .findFirst();
        Plausible.require(file, tty.getSid() != 0 && behind.isPresent(), "is the terminal of a session that has none");
        return behind.orElseThrow().toBuilder()
                .setId(behind.get().getPty().getIndex() << 1)
                .build();
    }

    private static Optional<TtyInfoEntry> find(FileEntry file, int id, RestoreContext context) throws IOException {
        List<TtyInfoEntry> found = context.appended(ImageType.TTY_INFO, TtyInfoEntry.parser()).stream()
                .map(RestoreContext.Appended::entry)
                .filter(info -> info.getId() == id)
                .toList();
        Plausible.require(file, found.size() <= 1, "is a terminal that is described twice");
        return found.stream().findFirst();
    }

    /** Gives a terminal whose ends are open everything that its entries tell. */
    static void restore(FileEntry file, int index, Fd master, RestoreContext context) throws IOException {
        TtyInfoEntry info = find(file, (index << 1) + 1, context).orElseThrow();
        Optional<TtyInfoEntry> other = find(file, index << 1, context);
        Terminal.setWindowSize(master, TerminalSettings.restore(file, info.getWinsize()));
        Termios settings = TerminalSettings.restore(file, info);
        try (QuietMaster quiet = QuietMaster.of(master)) {
            if (other.isPresent()) {
                restoreSlave(file, other.get(), quiet, settings, context);
            } else {
                Terminal.setSettings(quiet.fd(), settings);
            }
        }
        restoreLockedSettings(file, info, master);
        Terminal.setExclusive(master, info.getExclusive());
        PtyMaster.setPacketMode(master, info.getPacketMode());
        PtyMaster.setLocked(master, info.getLocked());
    }

    private static void restoreSlave(
            FileEntry file, TtyInfoEntry info, QuietMaster quiet, Termios settings, RestoreContext context)
            throws IOException {
        try (Fd slave = openSlave(quiet.fd())) {
            FileStat stat = FileStat.of(slave);
            boolean isOthers = stat.uid() != info.getUid() || stat.gid() != info.getGid();
            if (info.hasUid() && info.hasGid() && isOthers) {
                Owner.change(slave, info.getUid(), info.getGid());
            }
            List<byte[]> input = data(file, info.getId(), context);
            new TerminalInput(input).put(quiet.fd(), slave, settings);
            for (byte[] output : data(file, info.getId() + 1, context)) {
                TerminalOutput.put(output, slave, settings);
            }
            Terminal.setExclusive(slave, info.getExclusive());
        }
    }

    private static List<byte[]> data(FileEntry file, int id, RestoreContext context) throws IOException {
        List<byte[]> found = context.appended(ImageType.TTY_DATA, TtyDataEntry.parser()).stream()
                .filter(data -> data.entry().getTtyId() == id)
                .map(data -> data.entry().getData().toByteArray())
                .toList();
        long bytes = found.stream().mapToLong(part -> part.length).sum();
        boolean fits = bytes <= TerminalOutput.LARGEST && found.size() <= TerminalOutput.LARGEST;
        Plausible.require(file, fits, "has more waiting in it than a terminal holds");
        return found;
    }

    /** Needs a privilege, so it is only done if something is locked. */
    private static void restoreLockedSettings(FileEntry file, TtyInfoEntry info, Fd master) throws IOException {
        if (info.hasTermiosLocked()) {
            Termios locked = TerminalSettings.restoreLocked(file, info);
            if (!locked.equals(Terminal.lockedSettings(master))) {
                Terminal.setLockedSettings(master, locked);
            }
        }
    }
}
