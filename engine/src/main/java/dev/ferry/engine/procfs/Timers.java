package dev.ferry.engine.procfs;

import dev.ferry.engine.procfs.PosixTimer.Notify;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /proc/PID/timers}: the POSIX timers of a process, four lines each. See proc_pid_timers(5). */
public final class Timers {
    private static final String FILE = "timers";
    private static final Pattern SIGNAL = Pattern.compile("([0-9]+)/([0-9a-f]+)");
    private static final Pattern NOTIFY = Pattern.compile("(signal|none|thread)/(pid|tid)\\.([0-9]+)");

    private Timers() {}

    /** A kernel without CONFIG_CHECKPOINT_RESTORE has no such file: {@link java.nio.file.NoSuchFileException}. */
    public static List<PosixTimer> read(int pid) throws IOException {
        return ProcFile.of(pid, FILE).text(Timers::parse);
    }

    /** Parses the whole text of the file. */
    public static List<PosixTimer> parse(String text) throws ProcfsException {
        List<PosixTimer> timers = new ArrayList<>();
        Iterator<Line> lines = Line.split(FILE, text).iterator();
        while (lines.hasNext()) {
            timers.add(timer(lines));
        }
        return List.copyOf(timers);
    }

    private static PosixTimer timer(Iterator<Line> lines) throws ProcfsException {
        Line id = value(lines, "ID: ");
        Line signal = value(lines, "signal: ");
        Matcher signalParts = match(signal, SIGNAL);
        Line notify = value(lines, "notify: ");
        Matcher notifyParts = match(notify, NOTIFY);
        Line clock = value(lines, "ClockID: ");
        return new PosixTimer(
                id.signedInt("ID", id.text()),
                signal.signedInt("signal", signalParts.group(1)),
                signal.hex("signal value", signalParts.group(2)),
                notify(notifyParts.group(1)),
                notifyParts.group(2).equals("tid"),
                notify.signedInt("notify", notifyParts.group(3)),
                clock.signedInt("ClockID", clock.text()));
    }

    private static Line value(Iterator<Line> lines, String key) throws ProcfsException {
        if (!lines.hasNext()) {
            throw new ProcfsException(FILE, 1, "the last timer has no " + key.strip());
        }
        Line line = lines.next();
        if (!line.text().startsWith(key)) {
            throw line.wrong("'" + line.text() + "' stands where " + key.strip() + " should be");
        }
        return new Line(FILE, line.number(), line.text().substring(key.length()));
    }

    private static Matcher match(Line value, Pattern pattern) throws ProcfsException {
        Matcher matcher = pattern.matcher(value.text());
        if (!matcher.matches()) {
            throw value.wrong("'" + value.text() + "' is not like " + pattern);
        }
        return matcher;
    }

    private static Notify notify(String word) {
        return switch (word) {
            case "signal" -> Notify.SIGNAL;
            case "thread" -> Notify.THREAD;
            default -> Notify.NONE;
        };
    }
}
