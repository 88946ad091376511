package dev.ferry.engine.procfs;

import dev.ferry.linux.file.Device;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** The pseudoterminals whose masters some processes hold, and which sessions those control. */
public final class PtyMasters {
    /** Majors of slaves, {@code UNIX98_PTY_SLAVE_MAJOR} of linux/major.h. */
    private static final int FIRST_MAJOR = 136;

    private static final int LAST_MAJOR = 143;
    private static final int MINORS = 256;
    private static final String KEY = "tty-index";

    private final Collection<Integer> pids;
    private Set<Integer> held;

    private PtyMasters(Collection<Integer> pids) {
        this.pids = List.copyOf(pids);
    }

    /** Those of the processes {@code pids}; nothing is read before it is asked for. */
    public static PtyMasters of(Collection<Integer> pids) {
        return new PtyMasters(pids);
    }

    /** Whether one of the processes holds the master of {@code /dev/pts/INDEX}. */
    public boolean hold(int index) throws IOException {
        if (held == null) {
            held = read();
        }
        return held.contains(index);
    }

    /** The number of the terminal that controls the session of {@code leader}, if its master is held by the processes. */
    public OptionalInt controlling(int leader) throws IOException {
        try {
            OptionalInt index = slave(Stat.read(leader).ttyNr());
            return index.isPresent() && hold(index.getAsInt()) ? index : OptionalInt.empty();
        } catch (NoSuchProcessException gone) {
            return OptionalInt.empty();
        }
    }

    /** The number of the slave with this device number, as {@link Stat#ttyNr} gives it; empty for other terminals. */
    public static OptionalInt slave(int device) {
        int major = (device >>> 8) & 0xfff;
        int minor = (device & 0xff) | ((device >>> 12) & 0xfff00);
        return slave(major, minor);
    }

    /** The number of the slave with this device number; empty for other terminals. */
    public static OptionalInt slave(int major, int minor) {
        return major >= FIRST_MAJOR && major <= LAST_MAJOR
                ? OptionalInt.of((major - FIRST_MAJOR) * MINORS + minor)
                : OptionalInt.empty();
    }

    /** The device number of a slave, the other way round. */
    public static Device slaveDevice(int index) {
        return new Device(FIRST_MAJOR + index / MINORS, index % MINORS);
    }

    /** The number of the pseudoterminal if a descriptor is a master. */
    public static OptionalInt index(int pid, OpenDescriptor descriptor) throws IOException {
        if (!descriptor.link().endsWith("/ptmx")) {
            return OptionalInt.empty();
        }
        try {
            String index = FdInfo.read(pid, descriptor.fd()).value(KEY).orElse("");
            return index.matches("\\d{1,9}") ? OptionalInt.of(Integer.parseInt(index)) : OptionalInt.empty();
        } catch (NoSuchFileException | NoSuchProcessException closed) {
            return OptionalInt.empty();
        }
    }

    private Set<Integer> read() throws IOException {
        Set<Integer> indices = new HashSet<>();
        for (int pid : pids) {
            for (OpenDescriptor descriptor : open(pid)) {
                index(pid, descriptor).ifPresent(indices::add);
            }
        }
        return indices;
    }

    private static List<OpenDescriptor> open(int pid) throws IOException {
        try {
            return Fds.read(pid);
        } catch (NoSuchProcessException gone) {
            return List.of();
        }
    }
}
