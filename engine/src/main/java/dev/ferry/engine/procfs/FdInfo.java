package dev.ferry.engine.procfs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code /proc/PID/fdinfo/FD}, see proc_pid_fdinfo(5). A descriptor that is not open is a
 * {@link java.nio.file.NoSuchFileException}.
 *
 * @param flags open(2) flags as the kernel keeps them, with O_CLOEXEC of the descriptor
 * @param mntId key of {@link MountInfo#byId}
 * @param ino inode number, since Linux 5.14
 * @param fields the remaining lines in their order: what the kind of file adds, and locks
 */
public record FdInfo(long pos, int flags, int mntId, OptionalLong ino, List<Field> fields) {
    private static final String FILE = "fdinfo";
    private static final int O_CLOEXEC = 02000000;

    public FdInfo {
        fields = List.copyOf(fields);
    }

    /** A line cut at its first colon, both sides stripped; the value is empty if there is no colon. */
    public record Field(String key, String value) {}

    public static FdInfo read(int pid, int fd) throws IOException {
        return ProcFile.of(pid, FILE + "/" + fd).text(FdInfo::parse);
    }

    /** Parses the whole text of the file. */
    public static FdInfo parse(String text) throws ProcfsException {
        Builder builder = new Builder();
        for (Line line : Line.split(FILE, text)) {
            builder.add(line);
        }
        return builder.build();
    }

    public boolean cloexec() {
        return (flags & O_CLOEXEC) != 0;
    }

    /** The first value with this key. */
    public Optional<String> value(String key) {
        return values(key).stream().findFirst();
    }

    /** All values with this key, such as the {@code tfd} lines of an epoll. */
    public List<String> values(String key) {
        return fields.stream()
                .filter(f -> f.key().equals(key))
                .map(Field::value)
                .toList();
    }

    private static final class Builder {
        private final List<Field> rest = new ArrayList<>();
        private Long pos;
        private Integer flags;
        private Integer mntId;
        private OptionalLong ino = OptionalLong.empty();
        private int lines;

        void add(Line line) throws ProcfsException {
            lines = line.number();
            Field field = cut(line.text());
            switch (field.key()) {
                case "pos" -> pos = line.signed("pos", field.value());
                case "flags" -> flags = line.octal("flags", field.value());
                case "mnt_id" -> mntId = line.signedInt("mnt_id", field.value());
                case "ino" -> ino = OptionalLong.of(line.unsigned("ino", field.value()));
                default -> rest.add(field);
            }
        }

        FdInfo build() throws ProcfsException {
            return new FdInfo(require("pos", pos), require("flags", flags), require("mnt_id", mntId), ino, rest);
        }

        private <T> T require(String key, T value) throws ProcfsException {
            if (value == null) {
                throw new ProcfsException(FILE, lines, key + " is missing");
            }
            return value;
        }

        private static Field cut(String text) {
            int colon = text.indexOf(':');
            return colon < 0
                    ? new Field(text.strip(), "")
                    : new Field(
                            text.substring(0, colon).strip(),
                            text.substring(colon + 1).strip());
        }
    }
}
