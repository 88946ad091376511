package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Fcntl.O_ACCMODE;
import static dev.ferry.linux.abi.Fcntl.O_APPEND;
import static dev.ferry.linux.abi.Fcntl.O_LARGEFILE;
import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;
import static dev.ferry.linux.abi.Fcntl.O_RDWR;

import com.google.auto.service.AutoService;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.TtyFileEntry;
import dev.ferry.engine.image.proto.TtyInfoEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Polls;
import dev.ferry.linux.abi.Ttys;
import dev.ferry.linux.file.Dup;
import dev.ferry.linux.file.FileFlags;
import dev.ferry.linux.file.Poll;
import dev.ferry.linux.file.PtyMaster;
import dev.ferry.linux.file.Terminal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Pseudoterminals whose masters are in the tree, with settings, size, modes and what waits in both directions, and slaves whose
 * masters are closed. Everything else that is a terminal is refused. The number can be another one on the destination; an open
 * {@code /dev/tty} is {@code /dev/pts/N} afterwards. Sessions get their terminals when the tree is cloned.
 */
@AutoService(FileKind.class)
public final class TerminalKind implements FileKind {
    private static final KnownFlags FLAGS = new KnownFlags(O_ACCMODE | O_APPEND | O_NONBLOCK | O_LARGEFILE);
    private static final int LOOKS = 4;
    private static final String OUTSIDE =
            "; run the program in tmux, screen or script and move that, or start it without a terminal: "
                    + "\"setsid nohup PROGRAM </dev/null >FILE 2>&1\".";

    /** Major numbers: consoles and serial lines 4, /dev/tty and /dev/ptmx 5, pseudoterminals 136 to 143. */
    private static IntStream majors() {
        return IntStream.concat(IntStream.of(4, 5), IntStream.rangeClosed(136, 143));
    }

    /** Whether an open file is of this kind. */
    static boolean isTerminal(OpenFile file) {
        int major = file.stat().represented().major();
        return file.stat().isCharDevice() && majors().anyMatch(known -> known == major);
    }

    @Override
    public Set<FileSignature> signatures() {
        return majors().mapToObj(FileSignature::charDevice).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Optional<String> refusal(OpenFile file, TreeFiles tree) throws IOException {
        TerminalEnd end = TerminalEnd.of(file);
        Optional<String> refusal = switch (end.role()) {
            case MASTER -> masterRefusal(file, end, tree);
            case SLAVE -> slaveRefusal(file, end, tree);
            case HUNG_UP -> Optional.empty();
            case OTHER ->
                Optional.of(RegFile.name(file) + " is a terminal that belongs to this host, or is open only as a path"
                        + OUTSIDE);
        };
        return refusal.isPresent() ? refusal : FLAGS.refusal(file);
    }

    private static Optional<String> slaveRefusal(OpenFile file, TerminalEnd end, TreeFiles tree) throws IOException {
        if (end.master().in(tree).isEmpty()) {
            String holder = tree.outsideHolder(TerminalEnd.masterName(end.index()))
                    .orElse("somebody whom this user may not see");
            return Optional.of(RegFile.name(file) + " is a terminal whose other end has " + holder
                    + ", which stays behind" + OUTSIDE);
        }
        return tree.outsideHolder(TerminalEnd.slaveName(file.stat()))
                .map(holder -> RegFile.name(file) + " is a terminal that " + holder
                        + " uses too, which stays behind; end that program, or move both together.");
    }

    private static Optional<String> masterRefusal(OpenFile file, TerminalEnd end, TreeFiles tree) throws IOException {
        if (end.in(tree).size() > 1 || (file.flags() & O_ACCMODE) != O_RDWR) {
            return Optional.of(RegFile.name(file)
                    + " is one of two terminals with one number, or not open for reading and writing; start the program "
                    + "outside of containers.");
        }
        int session = PtyMaster.session(file.copy());
        if (session != 0 && !tree.pids().contains(session)) {
            return Optional.of(RegFile.name(file) + " is the master of a terminal that controls the session " + session
                    + ", whose leader stays behind; end that program, or move both together.");
        }
        if (Terminal.discipline(file.copy()) != Ttys.N_TTY) {
            return Optional.of(RegFile.name(file)
                    + " is a terminal with a line discipline (such as ppp) that can not be carried; move the program when it "
                    + "has ended that.");
        }
        if (isStopped(file, end.slave().in(tree))) {
            return Optional.of(
                    RegFile.name(file) + " is the master of a terminal whose output is stopped (Ctrl-S), which the "
                            + "image format has no place for; press Ctrl-Q there.");
        }
        return (Poll.now(file.copy(), Polls.POLLPRI) & Polls.POLLPRI) == 0
                ? Optional.empty()
                : Optional.of(RegFile.name(file) + " is in packet mode (TIOCPKT) and has not told its program yet what "
                        + "happened to the terminal, which would be lost; try again when it has.");
    }

    /** The kernel does not tell, but nothing can be written although the master has room; a full one may be about to move on. */
    private static boolean isStopped(OpenFile master, List<OpenFile> slaves) throws IOException {
        for (int look = 0; look < LOOKS; look++) {
            if (slaves.isEmpty()
                    || (Poll.now(slaves.get(0).copy(), Polls.POLLOUT) & Polls.POLLOUT) != 0
                    || Terminal.readable(master.copy()) >= TerminalInput.ROOM) {
                return false;
            }
            LockSupport.parkNanos(500_000);
        }
        return true;
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) throws IOException {
        TerminalEnd end = TerminalEnd.of(file);
        TtyFileEntry entry = TtyFileEntry.newBuilder()
                .setId(file.id())
                .setTtyInfoId(TerminalImage.dump(file, end, context))
                .setFlags(file.flags())
                .setFown(Fown.NOBODY)
                .setRegfId(TerminalName.dump(file, end, context))
                .build();
        return FileEntry.newBuilder()
                .setType(FdTypes.TTY)
                .setId(file.id())
                .setTty(entry)
                .build();
    }

    @Override
    public boolean restores(FileEntry entry) {
        return entry.getType() == FdTypes.TTY;
    }

    @Override
    public Fd create(FileEntry entry, RestoreContext context) throws IOException {
        TtyInfoEntry info = require(entry, context);
        if (TerminalImage.isHungUp(info)) {
            return hungUp(entry);
        }
        int index = info.getPty().getIndex();
        Fd master = context.terminal(index);
        PtyMaster.setLocked(master, false);
        Fd mine = open(entry, info, master);
        try {
            for (FileEntry other : othersOf(entry, index, context)) {
                context.provide(other.getId(), open(other, require(other, context), master));
            }
            TerminalImage.restore(entry, index, master, context);
            return mine;
        } catch (IOException | RuntimeException e) {
            mine.close();
            throw e;
        }
    }

    private static TtyInfoEntry require(FileEntry entry, RestoreContext context) throws IOException {
        TtyFileEntry file = entry.getTty();
        Plausible.requireMessage(entry, entry.hasTty(), file.getId(), file.getFown());
        FLAGS.require(entry, file.getFlags());
        Plausible.require(entry, (file.getFlags() & O_ACCMODE) != O_ACCMODE, "is neither read nor written");
        TtyInfoEntry info = TerminalImage.info(entry, context);
        boolean isMaster = TerminalImage.isMaster(info) && !TerminalImage.isHungUp(info);
        Plausible.require(
                entry, !isMaster || (file.getFlags() & O_ACCMODE) == O_RDWR, "is a master that can not be written");
        return info;
    }

    /** The other open files of the pseudoterminal; the master has to be one of them, or this one, and only once. */
    private static List<FileEntry> othersOf(FileEntry entry, int index, RestoreContext context) throws IOException {
        List<FileEntry> all = new ArrayList<>();
        int masters = 0;
        for (FileEntry other : context.entries()) {
            if (other.getType() == FdTypes.TTY) {
                TtyInfoEntry info = require(other, context);
                if (!TerminalImage.isHungUp(info) && info.getPty().getIndex() == index) {
                    all.add(other);
                    masters += TerminalImage.isMaster(info) ? 1 : 0;
                }
            }
        }
        Plausible.require(entry, masters == 1, "is a terminal whose master is not in the image once");
        all.removeIf(other -> other.getId() == entry.getId());
        return all;
    }

    private static Fd open(FileEntry entry, TtyInfoEntry info, Fd master) throws IOException {
        int flags = entry.getTty().getFlags();
        if (!TerminalImage.isMaster(info)) {
            return PtyMaster.openSlave(master, flags);
        }
        Fd end = Dup.of(master);
        FileFlags.setStatus(end, flags);
        return end;
    }

    private static Fd hungUp(FileEntry entry) throws IOException {
        try (Fd master = PtyMaster.open()) {
            PtyMaster.setLocked(master, false);
            return PtyMaster.openSlave(master, entry.getTty().getFlags());
        }
    }
}
