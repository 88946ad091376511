package dev.ferry.linux.ptrace;

import dev.ferry.linux.memory.ProcessMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** Finds the two bytes {@code 0f 05} in executable memory of a process, so that a thread can be made to execute them. */
public final class SyscallInstruction {
    /** Length of the instruction in bytes. */
    public static final int LENGTH = 2;

    private static final int WINDOW = 1 << 20;

    private SyscallInstruction() {}

    /**
     * Where process {@code pid} has a {@code syscall} instruction, the vdso preferred because it is always there and never
     * changes.
     *
     * @throws IOException if it has none, or its memory can not be read
     */
    public static long find(int pid) throws IOException {
        List<String> maps = Files.readAllLines(Path.of("/proc", Integer.toString(pid), "maps"));
        try (ProcessMemory memory = ProcessMemory.open(pid)) {
            for (boolean wantVdso : new boolean[] {true, false}) {
                for (String line : maps) {
                    if (isExecutable(line) && line.endsWith("[vdso]") == wantVdso) {
                        OptionalLong found = search(memory, line);
                        if (found.isPresent()) {
                            return found.getAsLong();
                        }
                    }
                }
            }
        }
        throw new IOException("process " + pid + " has no syscall instruction in its executable memory");
    }

    private static boolean isExecutable(String line) {
        String permissions = line.substring(line.indexOf(' ') + 1);
        return permissions.startsWith("r-x") && !line.endsWith("[vsyscall]");
    }

    private static OptionalLong search(ProcessMemory memory, String line) throws IOException {
        long start = Long.parseUnsignedLong(line.substring(0, line.indexOf('-')), 16);
        long end = Long.parseUnsignedLong(line.substring(line.indexOf('-') + 1, line.indexOf(' ')), 16);
        return findIn(memory, start, end);
    }

    /** Where there is one between two addresses; only the first MiB is looked at. */
    public static OptionalLong findIn(ProcessMemory memory, long start, long end) throws IOException {
        ByteBuffer code = ByteBuffer.allocateDirect((int) Math.min(end - start, WINDOW));
        memory.read(start, code);
        for (int i = 0; i + 1 < code.limit(); i++) {
            if (code.get(i) == 0x0f && code.get(i + 1) == 0x05) {
                return OptionalLong.of(start + i);
            }
        }
        return OptionalLong.empty();
    }
}
