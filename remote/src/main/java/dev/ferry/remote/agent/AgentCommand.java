package dev.ferry.remote.agent;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the engine is started on a host.
 *
 * @param executable an absolute path or a name on the PATH, instead of the usual places
 * @param as who runs it
 * @param patience how long it may take until the engine says that it is ready
 */
public record AgentCommand(Optional<String> executable, As as, Duration patience) {
    /** Ways to the rights that the engine runs with. */
    public enum As {
        /** Those of the user. */
        USER(""),
        /** Root's, by {@code sudo -n}, for users who may do that without a password or have given it. */
        SUDO("sudo -n "),
        /** Root's, by pkexec(1), which asks a person itself. */
        PKEXEC("pkexec ");

        private final String words;

        As(String words) {
            this.words = words;
        }
    }

    /** Written to standard error by our shell line when there is no ferry. */
    static final String NOT_FOUND = "FERRY-NOT-FOUND";

    /** Ferry's directory in the user's cache, in the words of a shell; {@link dev.ferry.remote.install} puts engines there. */
    public static final String CACHE = "${XDG_CACHE_HOME:-$HOME/.cache}/ferry";

    private static final String PLACES = "\"${FERRY:-ferry}\" \"" + CACHE + "/current/bin/ferry\" /opt/ferry/bin/ferry";
    /** Since 1.9.14 sudo does not take a link for the file that its rules name. */
    private static final String BEHIND_LINKS = "p=$(readlink -f \"$p\" || echo \"$p\") && ";

    private static final String IN_NAMESPACE = "receive --pid-namespace=";
    private static final Pattern ASKED_IN_NAMESPACE = Pattern.compile(IN_NAMESPACE + "(\\d{1,7})");
    private static final Pattern PLAIN_PATH = Pattern.compile("[\\p{L}\\p{N}_.+/@:][\\p{L}\\p{N}_.+/@: -]*");

    private static final Pattern PLAIN_WORDS = Pattern.compile("[\\p{L}\\p{N}_.+@:= -]+");

    /** Refuses what a shell would read. */
    public AgentCommand {
        if (executable.isPresent() && !PLAIN_PATH.matcher(executable.get()).matches()) {
            throw new IllegalArgumentException(
                    "\"" + executable.get() + "\" is not a plain path; rename it or make a link");
        }
    }

    /** The usual places ({@code $FERRY}, PATH, the user's cache, /opt), as the user, within 30 s. */
    public static AgentCommand usual() {
        return new AgentCommand(Optional.empty(), As.USER, Duration.ofSeconds(30));
    }

    /** This executable only. */
    public AgentCommand withExecutable(String path) {
        return new AgentCommand(Optional.of(path), as, patience);
    }

    /** As root, through {@code sudo -n}. */
    public AgentCommand withSudo(boolean asRoot) {
        return with(asRoot ? As.SUDO : As.USER);
    }

    /** In another way. */
    public AgentCommand with(As other) {
        return new AgentCommand(executable, other, patience);
    }

    /** With another limit until ready. */
    public AgentCommand withPatience(Duration limit) {
        return new AgentCommand(executable, as, limit);
    }

    /** The command that receives a tree in a pid namespace of its own; the engine takes pids there from {@code firstPid} on. */
    public static String receiveInNamespace(int firstPid) {
        return IN_NAMESPACE + firstPid;
    }

    /** The {@code firstPid} of such a command, if a line is about one. */
    public static OptionalInt firstPidIn(String shellLine) {
        Matcher asked = ASKED_IN_NAMESPACE.matcher(shellLine);
        return asked.find() && isAbout(shellLine, asked.group())
                ? OptionalInt.of(Integer.parseInt(asked.group(1)))
                : OptionalInt.empty();
    }

    /** Whether a line is one of {@link #shellLine} for the command, or was typed for it. */
    public static boolean isAbout(String shellLine, String command) {
        return shellLine.contains(line(command) + ";")
                || shellLine.matches("(sudo -n )?ferry " + Pattern.quote(command));
    }

    private static String line(String command) {
        return "\"$p\" " + command;
    }

    /**
     * The line that runs one of ferry's commands, for any login shell: a single-quoted script for sh(1) without a backslash,
     * quote or exclamation mark, which csh and fish would read. The place is found as the user, whose HOME sudo would hide.
     *
     * @param command in letters, digits, spaces and {@code - = . : @ _ +}
     */
    public String shellLine(String command) {
        if (!PLAIN_WORDS.matcher(command).matches()) {
            throw new IllegalArgumentException("\"" + command + "\" can not be said to every shell");
        }
        String places = executable.map(path -> "\"" + path + "\"").orElse(PLACES);
        String found = as == As.SUDO ? BEHIND_LINKS : "";
        return "sh -c 'for f in " + places + "; do p=$(command -v \"$f\") && " + found + "exec " + as.words
                + line(command) + "; done; echo " + NOT_FOUND + " >&2; exit 127'";
    }
}
