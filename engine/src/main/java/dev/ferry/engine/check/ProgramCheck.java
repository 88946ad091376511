package dev.ferry.engine.check;

import dev.ferry.engine.procfs.ElfIdentity;
import dev.ferry.engine.procfs.ProcessRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Whether the program is of this machine's own kind, and a file. */
final class ProgramCheck implements TaskCheck {

    @Override
    public void check(ProcessRow task, Findings findings) throws IOException {
        int bits = elf(task.pid()).map(ElfIdentity::bits).orElse(64);
        if (bits == 32) {
            findings.blocker(
                    "32-bit",
                    TaskCheck.name(task),
                    "is a 32-bit program, which this version can not move",
                    "use its 64-bit build");
        }
        if (link(task.pid()).startsWith("/memfd:")) {
            findings.blocker(
                    "program-in-memory",
                    TaskCheck.name(task),
                    "was executed from a file of memfd_create(2), which this version can not move",
                    "start it from a file with a name");
        }
    }

    /** Where its program is; empty if the task has just gone. */
    private static String link(int pid) throws IOException {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Integer.toString(pid), "exe"))
                    .toString();
        } catch (NoSuchFileException gone) {
            return "";
        }
    }

    /** Empty if the task has just gone; the kernel still reads a program whose file was deleted. */
    private static Optional<ElfIdentity> elf(int pid) throws IOException {
        try {
            return ElfIdentity.read(Path.of("/proc", Integer.toString(pid), "exe"));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }
}
