package dev.ferry.app.watch;

import dev.ferry.app.conduct.ProcessLine;
import dev.ferry.engine.procfs.Cmdline;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * All processes, looked at again and again. Each look reads one file for each process, or for a third of those that have done nothing
 * for some time; the owner and the command only of new ones, of those with a new name, and of the others now and then.
 */
final class ProcessScan {
    private static final double TICKS_PER_SECOND = 100;
    /** After so many looks the owner and the command are read again. */
    private static final int RENAMED_AFTER = 30;
    /** After so many looks without any change, only each third look reads a process. */
    private static final int SLEEPY_AFTER = 10;

    private static final int SLEEPY_TURN = 3;

    private final TreeMap<Integer, Watched> processes = new TreeMap<>();
    private final Map<Integer, String> users = new HashMap<>();
    private final byte[] buffer = new byte[4096];
    private final StatBytes stat = new StatBytes();
    private long look;
    private long now;

    /** Looks at all processes now, {@code nanos} by a clock that only goes forward. */
    void look(long nanos) throws IOException {
        look++;
        now = nanos;
        String[] names = new File("/proc").list();
        if (names == null) {
            throw new IOException("/proc can not be listed; mount it.");
        }
        for (String name : names) {
            if (Character.isDigit(name.charAt(0))) {
                look(name);
            }
        }
        processes.values().removeIf(process -> process.seen != look);
    }

    private void look(String name) {
        int pid = Integer.parseInt(name);
        Watched known = processes.get(pid);
        if (known != null && known.unchanged > SLEEPY_AFTER && (look + pid) % SLEEPY_TURN != 0) {
            known.seen = look;
            return;
        }
        int length = read("/proc/" + name + "/stat");
        if (length > 0 && stat.parse(buffer, length)) {
            take(pid, known);
        }
    }

    /** Negative if it went meanwhile. */
    private int read(String path) {
        try (FileInputStream in = new FileInputStream(path)) {
            return in.read(buffer);
        } catch (IOException gone) {
            return -1;
        }
    }

    private void take(int pid, Watched known) {
        boolean isNew = known == null || known.startTicks != stat.startTicks();
        Watched process = isNew ? new Watched(pid, stat.startTicks()) : known;
        if (isNew) {
            processes.put(pid, process);
        } else {
            measure(process);
        }
        process.cpuTicks = stat.cpuTicks();
        process.readAt = now;
        process.seen = look;
        process.parent = stat.parent();
        process.group = stat.group();
        process.session = stat.session();
        process.state = stat.state();
        process.threads = stat.threads();
        process.residentPages = stat.residentPages();
        process.kernelThread = stat.isKernelThread();
        if (isNew || !stat.isName(process.name) || (look + pid) % RENAMED_AFTER == 0) {
            name(process);
        }
    }

    private void measure(Watched process) {
        long ticks = stat.cpuTicks() - process.cpuTicks;
        double seconds = (now - process.readAt) / 1e9;
        process.cpuShare = seconds <= 0 ? 0 : Math.round(ticks * 1000 / TICKS_PER_SECOND / seconds) / 1000.0;
        boolean same = ticks == 0
                && process.threads == stat.threads()
                && process.residentPages == stat.residentPages()
                && process.parent == stat.parent();
        process.unchanged = same ? process.unchanged + 1 : 0;
    }

    private void name(Watched process) {
        if (!stat.isName(process.name)) {
            process.name = stat.name();
        }
        try {
            Path directory = Path.of("/proc", Integer.toString(process.pid));
            process.uid = (Integer) Files.getAttribute(directory, "unix:uid");
            process.user = user(process.uid, directory);
            String command = process.kernelThread
                    ? ""
                    : Cmdline.read(process.pid).toString().strip();
            process.command = command.isEmpty() ? process.name : shortened(command);
        } catch (IOException gone) {
            process.command = process.command.isEmpty() ? process.name : process.command;
        }
    }

    private static String shortened(String command) {
        return command.substring(0, Math.min(command.length(), ProcessLine.COMMAND_LENGTH));
    }

    private String user(int uid, Path directory) throws IOException {
        String known = users.get(uid);
        if (known == null) {
            known = Files.getOwner(directory).getName();
            users.put(uid, known);
        }
        return known;
    }

    /** By ascending pid. */
    Collection<Watched> processes() {
        return Collections.unmodifiableCollection(processes.values());
    }

    Watched find(int pid) {
        return processes.get(pid);
    }
}
