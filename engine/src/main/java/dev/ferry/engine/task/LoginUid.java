package dev.ferry.engine.task;

import dev.ferry.engine.image.proto.TaskCoreEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The user who has logged in, as audit(8) sees it, {@code /proc/PID/loginuid}; -1 for nobody. Kernels without audit do not have it. */
public final class LoginUid {
    private static final int NOBODY = -1;

    private LoginUid() {}

    /** Notes it, if somebody has logged in. */
    public static void dump(int pid, TaskCoreEntry.Builder core) throws IOException {
        int user = read(pid).orElse(NOBODY);
        if (user != NOBODY) {
            core.setLoginuid(user);
        }
    }

    /** What is to be written into the file, by the task itself; empty if it has that already, or can not have it here. */
    public static Optional<String> missing(int pid, TaskCoreEntry core) throws IOException {
        int wanted = core.hasLoginuid() ? core.getLoginuid() : NOBODY;
        Optional<Integer> now = read(pid);
        return now.isEmpty() || now.get() == wanted ? Optional.empty() : Optional.of(Integer.toUnsignedString(wanted));
    }

    /** Its file. */
    public static Path file(int pid) {
        return Path.of("/proc", Integer.toString(pid), "loginuid");
    }

    private static Optional<Integer> read(int pid) throws IOException {
        try {
            return Optional.of(
                    Integer.parseUnsignedInt(Files.readString(file(pid)).strip()));
        } catch (NoSuchFileException noAudit) {
            return Optional.empty();
        }
    }
}
