package dev.ferry.engine.check;

import java.io.IOException;
import java.nio.file.Path;

/**
 * How far the security module Yama restricts ptrace(2): with 1 users may trace only their own descendants, with 2 only CAP_SYS_PTRACE
 * traces, with 3 nobody does until the next boot (Documentation/admin-guide/LSM/Yama.rst).
 *
 * @param scope the number; 0 restricts nothing
 */
public record Yama(long scope) {
    private static final Path SCOPE = Path.of("/proc/sys/kernel/yama/ptrace_scope");
    private static final int NEEDS_PRIVILEGE = 2;
    private static final int FORBIDS = 3;

    /** Of this kernel; 0 if Yama is not built in. */
    public static Yama ofThisHost() throws IOException {
        return read(SCOPE);
    }

    static Yama read(Path file) throws IOException {
        return new Yama(KernelText.number(file).orElse(0));
    }

    /** Whether even who has the same user and rights may not trace a process that did not allow it. */
    public boolean isRestricted() {
        return scope > 0;
    }

    /** Whether nobody without CAP_SYS_PTRACE may trace anything. */
    boolean needsPrivilege() {
        return scope >= NEEDS_PRIVILEGE;
    }

    /** Whether not even root may trace anything. */
    public boolean forbids() {
        return scope >= FORBIDS;
    }
}
