package dev.ferry.engine.resource;

import dev.ferry.engine.procfs.OpenDescriptor;
import dev.ferry.engine.procfs.PtyMasters;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Fcntl;
import dev.ferry.linux.file.Device;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.PtyMaster;
import dev.ferry.linux.file.Terminal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Which end of which terminal an open file is.
 *
 * @param role the end
 * @param index the number of the pseudoterminal; 0 for other terminals
 */
record TerminalEnd(Role role, int index) {
    /** Numbers from the kernel's Documentation/admin-guide/devices.txt. */
    private static final Device TTY = new Device(5, 0);

    private static final Device PTMX = new Device(5, 2);

    /** What an open file of a terminal can be. */
    enum Role {
        /** Where a program sees the other side of a pseudoterminal. */
        MASTER,
        /** {@code /dev/pts/N}, also if it was opened as {@code /dev/tty}. */
        SLAVE,
        /** A slave whose master was closed. Nothing can be done with it any more. */
        HUNG_UP,
        /** A console, a serial line, or a handle of {@code O_PATH}. */
        OTHER
    }

    static TerminalEnd of(OpenFile file) throws IOException {
        Device device = file.stat().represented();
        if ((file.flags() & Fcntl.O_PATH) != 0) {
            return new TerminalEnd(Role.OTHER, 0);
        }
        if (device.equals(PTMX)) {
            return new TerminalEnd(Role.MASTER, PtyMaster.index(file.copy()));
        }
        OptionalInt slave = PtyMasters.slave(device.major(), device.minor());
        if (slave.isEmpty() && !device.equals(TTY)) {
            return new TerminalEnd(Role.OTHER, 0);
        }
        if (Terminal.isHungUp(file.copy())) {
            return new TerminalEnd(Role.HUNG_UP, slave.orElse(0));
        }
        return slave.isPresent() ? new TerminalEnd(Role.SLAVE, slave.getAsInt()) : behind(file);
    }

    /** The terminal behind {@code /dev/tty}. */
    private static TerminalEnd behind(OpenFile file) throws ErrnoException {
        Device device = Terminal.device(file.copy());
        OptionalInt slave = PtyMasters.slave(device.major(), device.minor());
        return slave.isPresent() ? new TerminalEnd(Role.SLAVE, slave.getAsInt()) : new TerminalEnd(Role.OTHER, 0);
    }

    /** The open files of a tree that are this end. */
    List<OpenFile> in(TreeFiles tree) throws IOException {
        List<OpenFile> found = new ArrayList<>();
        for (OpenFile file : tree.files()) {
            if (TerminalKind.isTerminal(file) && equals(of(file))) {
                found.add(file);
            }
        }
        return found;
    }

    TerminalEnd master() {
        return new TerminalEnd(Role.MASTER, index);
    }

    TerminalEnd slave() {
        return new TerminalEnd(Role.SLAVE, index);
    }

    /** By what an outside holder of a master is asked for; there can be several masters with a number, in several containers. */
    static String masterName(int index) {
        return "ptmx:[" + index + "]";
    }

    /** By what an outside holder of a slave is asked for. */
    static String slaveName(FileStat slave) {
        return "pts:[" + slave.device() + "/" + slave.inode() + "]";
    }

    /** Under which of these names a descriptor of some process is looked for, besides its link. */
    static List<String> names(int pid, OpenDescriptor descriptor) throws IOException {
        if (descriptor.link().startsWith("/dev/pts/") && !descriptor.link().endsWith("/ptmx")) {
            return slaveNames("/proc/" + pid + "/fd/" + descriptor.fd());
        }
        OptionalInt master = PtyMasters.index(pid, descriptor);
        return master.isPresent() ? List.of(masterName(master.getAsInt())) : List.of();
    }

    private static List<String> slaveNames(String path) throws ErrnoException {
        try {
            return List.of(slaveName(FileStat.of(path)));
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return List.of();
            }
            throw e;
        }
    }
}
