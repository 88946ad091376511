package dev.ferry.engine.show;

import java.util.List;

/**
 * One process.
 *
 * @param ppid 0 for the root
 * @param depth how many generations it is below the root
 * @param state {@code running}, {@code stopped} or {@code zombie}
 * @param exitStatus of a zombie, as wait(2) reports it
 * @param name comm
 * @param arguments its command line, if its memory is there
 * @param executable path of the program
 * @param directory current directory
 * @param root root directory
 * @param umask octal
 * @param credentials null if they are not known, as of a zombie
 * @param seccomp {@code none}, {@code strict} or {@code filter}
 * @param mappings its address space in ascending order; empty for a zombie
 * @param mappedBytes their size
 * @param savedBytes how much of that is in the images
 */
public record SavedTask(
        int pid,
        int ppid,
        int pgid,
        int sid,
        int depth,
        String state,
        int exitStatus,
        String name,
        List<String> arguments,
        String executable,
        String directory,
        String root,
        String umask,
        SavedCredentials credentials,
        String seccomp,
        int oomScoreAdj,
        List<SavedThread> threads,
        long mappedBytes,
        long savedBytes,
        List<SavedMapping> mappings,
        List<SavedDescriptor> descriptors,
        List<SavedTimer> timers,
        SavedSignals signals) {

    /** Copies. */
    public SavedTask {
        arguments = List.copyOf(arguments);
        threads = List.copyOf(threads);
        mappings = List.copyOf(mappings);
        descriptors = List.copyOf(descriptors);
        timers = List.copyOf(timers);
    }

    /** Its command line, or its name if that is not known. */
    public String command() {
        return arguments.isEmpty() ? name : String.join(" ", arguments);
    }

    /** The name that its effective user has on the host that looks, or the number; empty if that is not known. */
    public String user() {
        if (credentials == null) {
            return "";
        }
        return credentials.user().isEmpty() ? Long.toString(credentials.euid()) : credentials.user();
    }

    /**
     * One thread.
     *
     * @param policy of scheduling, as chrt(1) calls it
     * @param priority nice value, or the real-time priority
     * @param instruction address at which it goes on, hexadecimal
     * @param blocked signals that it does not take
     * @param pending signals that wait for it alone
     */
    public record SavedThread(
            int tid,
            String name,
            String policy,
            int priority,
            String instruction,
            List<String> blocked,
            List<String> pending) {
        /** Copies. */
        public SavedThread {
            blocked = List.copyOf(blocked);
            pending = List.copyOf(pending);
        }
    }

    /**
     * Who it is, credentials(7).
     *
     * @param user the name that its effective user has on the host that looks
     * @param capabilities those in force
     */
    public record SavedCredentials(
            long uid,
            long euid,
            long suid,
            long gid,
            long egid,
            long sgid,
            List<Long> groups,
            String user,
            List<String> capabilities,
            boolean noNewPrivs) {
        /** Copies. */
        public SavedCredentials {
            groups = List.copyOf(groups);
            capabilities = List.copyOf(capabilities);
        }
    }

    /** A descriptor, and the id of its open file. */
    public record SavedDescriptor(int fd, int file, boolean closeOnExec) {}

    /**
     * A timer that runs.
     *
     * @param kind such as {@code ITIMER_REAL}, or {@code timer 3} of timer_create(2)
     * @param signal what it sends
     * @param nextNs nanoseconds until it goes off
     * @param intervalNs nanoseconds between later times, 0 if there are none
     */
    public record SavedTimer(String kind, String signal, long nextNs, long intervalNs) {}

    /**
     * What the process does on signals.
     *
     * @param handled those with a handler
     * @param ignored those that it ignores
     * @param pending those that wait for the process as a whole
     */
    public record SavedSignals(List<String> handled, List<String> ignored, List<String> pending) {
        static final SavedSignals NONE = new SavedSignals(List.of(), List.of(), List.of());

        /** Copies. */
        public SavedSignals {
            handled = List.copyOf(handled);
            ignored = List.copyOf(ignored);
            pending = List.copyOf(pending);
        }
    }
}
