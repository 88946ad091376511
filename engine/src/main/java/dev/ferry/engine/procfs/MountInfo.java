package dev.ferry.engine.procfs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code /proc/PID/mountinfo}: what a process sees mounted, in the kernel's order. Bytes of paths that are not UTF-8 are
 * U+FFFD, because one odd mount must not stop the dump of a tree that does not use it. See proc_pid_mountinfo(5).
 */
public record MountInfo(List<Mount> mounts) {
    private static final String FILE = "mountinfo";
    private static final Pattern ESCAPE = Pattern.compile("\\\\([0-3][0-7]{2})");
    private static final int FIELDS_BEFORE_OPTIONAL = 6;

    public MountInfo {
        mounts = List.copyOf(mounts);
    }

    public static MountInfo read(int pid) throws IOException {
        return ProcFile.of(pid, FILE).text(MountInfo::parse);
    }

    /** Parses the whole text of the file. */
    public static MountInfo parse(String text) throws ProcfsException {
        List<Mount> mounts = new ArrayList<>();
        for (Line line : Line.split(FILE, text)) {
            mounts.add(mount(line));
        }
        return new MountInfo(mounts);
    }

    /** The mount that a {@code mnt_id} of fdinfo names; empty if it is in another mount namespace or detached. */
    public Optional<Mount> byId(int id) {
        return mounts.stream().filter(m -> m.id() == id).findFirst();
    }

    /** Fields are cut at every single space: an empty source leaves two in a row. */
    private static Mount mount(Line line) throws ProcfsException {
        List<String> fields = List.of(line.text().split(" ", -1));
        int dash = fields.indexOf("-");
        if (dash < FIELDS_BEFORE_OPTIONAL || fields.size() < dash + 4) {
            throw line.wrong("'" + line.text() + "' is not a mount");
        }
        String device = fields.get(2);
        int colon = device.indexOf(':');
        if (colon < 0) {
            throw line.wrong("device '" + device + "' has no :");
        }
        return new Mount(
                line.signedInt("mount id", fields.get(0)),
                line.signedInt("parent id", fields.get(1)),
                line.unsignedInt("major", device.substring(0, colon)),
                line.unsignedInt("minor", device.substring(colon + 1)),
                unescape(fields.get(3)),
                unescape(fields.get(4)),
                fields.get(5),
                fields.subList(FIELDS_BEFORE_OPTIONAL, dash),
                unescape(fields.get(dash + 1)),
                unescape(fields.get(dash + 2)),
                String.join(" ", fields.subList(dash + 3, fields.size())));
    }

    private static String unescape(String field) {
        return ESCAPE.matcher(field)
                .replaceAll(m -> Matcher.quoteReplacement(Character.toString((char) Digits.unsigned(m.group(1), 8))));
    }
}
