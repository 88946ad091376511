package dev.ferry.app.cli;

import dev.ferry.engine.show.Checkpoint;
import dev.ferry.engine.show.SavedFile;
import dev.ferry.engine.show.SavedFile.SavedSocket;
import dev.ferry.engine.show.SavedMapping;
import dev.ferry.engine.show.SavedTask;
import dev.ferry.engine.show.SavedTask.SavedCredentials;
import dev.ferry.engine.show.SavedTask.SavedDescriptor;
import dev.ferry.engine.show.SavedTask.SavedSignals;
import dev.ferry.engine.show.SavedTask.SavedThread;
import dev.ferry.engine.show.SavedTask.SavedTimer;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** One process of a checkpoint, for people. */
final class TaskText {
    private static final String THREAD = "  %8s  %-16s %-9s %9s  %s%n";
    private static final String MAPPING = "  %16s %16s  %-6s %10s %10s  %s%n";
    private static final String DESCRIPTOR = "  %8s  %-5s %-17s %s%n";
    /** More are all that there are. */
    private static final int ALL_CAPABILITIES = 38;

    private final SavedTask task;
    private final Map<Integer, SavedFile> files;
    private final PrintWriter out;

    TaskText(SavedTask task, Checkpoint checkpoint, PrintWriter out) {
        this.task = task;
        this.files = checkpoint.files().stream().collect(Collectors.toMap(SavedFile::id, file -> file));
        this.out = out;
    }

    void print() {
        out.println("Process " + task.pid() + ", " + Printable.of(task.command()));
        if (task.state().equals("zombie")) {
            out.println("  has ended " + ending(task.exitStatus()) + " and waits for its parent");
            return;
        }
        out.println("  program " + Printable.of(task.executable()) + ", in " + Printable.of(task.directory())
                + (task.root().equals("/") ? "" : ", root directory " + Printable.of(task.root()))
                + (task.umask().isEmpty() ? "" : ", umask " + task.umask()));
        if (task.credentials() != null) {
            credentials(task.credentials());
        }
        out.println("  session " + task.sid() + ", process group " + task.pgid() + ", seccomp " + task.seccomp()
                + ", oom_score_adj " + task.oomScoreAdj());
        signals(task.signals());
        task.timers().forEach(this::timer);
        threads();
        mappings();
        descriptors();
    }

    /** As wait(2) reports it: a signal, or a status above it. */
    private static String ending(int status) {
        int signal = status & 0x7f;
        return signal == 0 ? "with status " + (status >>> 8 & 0xff) : "by signal " + signal;
    }

    private void credentials(SavedCredentials who) {
        List<String> words = new ArrayList<>();
        words.add("user " + ids(who.uid(), who.euid(), who.suid())
                + (who.user().isEmpty() ? "" : " (" + Printable.of(who.user()) + ")"));
        words.add("group " + ids(who.gid(), who.egid(), who.sgid()));
        if (!who.groups().isEmpty()) {
            words.add("also " + join(who.groups()));
        }
        words.add(capabilities(who.capabilities()));
        if (who.noNewPrivs()) {
            words.add("no_new_privs");
        }
        out.println("  " + String.join(", ", words));
    }

    private static String ids(long real, long effective, long saved) {
        return real == effective && effective == saved
                ? Long.toString(real)
                : "real " + real + " effective " + effective + " saved " + saved;
    }

    private static String capabilities(List<String> names) {
        if (names.isEmpty()) {
            return "no capabilities";
        }
        return names.size() >= ALL_CAPABILITIES
                ? names.size() + " capabilities"
                : names.stream()
                        .map(name -> name.substring("CAP_".length()).toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(" "));
    }

    private void signals(SavedSignals signals) {
        signals("handles", signals.handled());
        signals("ignores", signals.ignored());
        signals("has pending", signals.pending());
    }

    private void signals(String verb, List<String> names) {
        if (!names.isEmpty()) {
            out.println("  " + verb + " " + join(names));
        }
    }

    private static String join(List<?> words) {
        return words.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private void timer(SavedTimer timer) {
        String interval = timer.intervalNs() == 0 ? "" : ", then every " + time(timer.intervalNs());
        String signal = timer.signal().isEmpty() ? "" : ", sends " + timer.signal();
        String next = timer.nextNs() == 0 ? " is not armed" : " goes off in " + time(timer.nextNs());
        out.println("  " + timer.kind() + next + interval + signal);
    }

    private static String time(long nanos) {
        return Figures.time(Duration.ofNanos(nanos));
    }

    private void threads() {
        out.println();
        out.printf(Locale.ROOT, THREAD, "TID", "THREAD", "POLICY", "PRIORITY", "SIGNALS");
        for (SavedThread thread : task.threads()) {
            String blocked = thread.blocked().isEmpty() ? "" : "blocks " + signals(thread.blocked());
            String pending = thread.pending().isEmpty() ? "" : " has pending " + signals(thread.pending());
            out.printf(
                    Locale.ROOT,
                    THREAD,
                    thread.tid(),
                    Printable.of(thread.name()),
                    thread.policy(),
                    thread.priority(),
                    (blocked + pending).strip());
        }
    }

    private static String signals(List<String> names) {
        return names.size() > ALL_CAPABILITIES ? "nearly all" : join(names);
    }

    private void mappings() {
        out.println();
        out.printf(Locale.ROOT, MAPPING, "START", "END", "ACCESS", "SIZE", "SAVED", "MEMORY");
        for (SavedMapping mapping : task.mappings()) {
            out.printf(
                    Locale.ROOT,
                    MAPPING,
                    mapping.start(),
                    mapping.end(),
                    mapping.access(),
                    Figures.bytes(mapping.bytes()),
                    mapping.savedBytes() == 0 ? "-" : Figures.bytes(mapping.savedBytes()),
                    Printable.of(mapping.what())
                            + (mapping.parentBytes() == 0
                                    ? ""
                                    : ", " + Figures.bytes(mapping.parentBytes()) + " in the parent"));
        }
    }

    private void descriptors() {
        out.println();
        out.printf(Locale.ROOT, DESCRIPTOR, "FD", "MODE", "KIND", "OPEN FILE");
        for (SavedDescriptor descriptor : task.descriptors()) {
            SavedFile file = files.get(descriptor.file());
            if (file == null) {
                out.printf(Locale.ROOT, DESCRIPTOR, descriptor.fd(), "", "", "is not in files.img");
            } else {
                out.printf(
                        Locale.ROOT, DESCRIPTOR, descriptor.fd(), file.access(), file.kind(), what(file, descriptor));
            }
        }
    }

    private static String what(SavedFile file, SavedDescriptor descriptor) {
        List<String> words = new ArrayList<>();
        words.add(file.name());
        words.add(file.detail());
        words.add(file.position() == 0 ? "" : "at " + Long.toUnsignedString(file.position()));
        words.add(String.join(" ", file.flags()));
        words.add(descriptor.closeOnExec() ? "close-on-exec" : "");
        if (file.socket() != null) {
            words.addAll(words(file.socket()));
        }
        return Printable.of(words.stream().filter(word -> !word.isEmpty()).collect(Collectors.joining(", ")));
    }

    private static List<String> words(SavedSocket socket) {
        return List.of(
                socket.type(),
                socket.state(),
                socket.receiveBytes() == 0 && socket.messages() == 0
                        ? ""
                        : Figures.bytes(socket.receiveBytes()) + " wait to be read",
                socket.sendBytes() == 0 ? "" : Figures.bytes(socket.sendBytes()) + " wait to be sent");
    }
}
