package dev.ferry.remote;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a person writes to mean a host: {@code [user@]name[:port]}, or {@code [user@][v6]:port}.
 *
 * <p>The name may be an alias of ssh_config(5). Names and users that could be taken for an option or be read by a shell
 * are refused, because both reach command lines ({@code ssh -G}, and {@code Match exec} in the user's configuration).
 */
public record HostAddress(Optional<String> user, String name, OptionalInt port) {
    private static final Pattern FORM = Pattern.compile(
            "(?:\\[(?<v6>[^\\[\\]]+)]|(?<name>[^\\[\\]:]+))(?::(?<port>[0-9]{1,5}))?|(?<bare>[^\\[\\]]*:[^\\[\\]]*:[^\\[\\]]*)");
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}._%:-]{0,254}|::[\\p{Alnum}:.%]*");
    private static final Pattern USER = Pattern.compile("[\\p{L}\\p{N}_.][\\p{L}\\p{N}._@+-]{0,127}");

    /** Checks every part, so that no instance can carry an option or a shell word. */
    public HostAddress {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("\"" + name + "\" is not a host name; write [user@]name[:port]");
        }
        if (user.isPresent() && !USER.matcher(user.get()).matches()) {
            throw new IllegalArgumentException("\"" + user.get() + "\" is not a user name; write [user@]name[:port]");
        }
        if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 65535)) {
            throw new IllegalArgumentException(port.getAsInt() + " is not a port; ports are 1 to 65535");
        }
    }

    /**
     * Reads {@code [user@]name[:port]}.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static HostAddress parse(String text) {
        int at = text.lastIndexOf('@');
        Matcher form = FORM.matcher(text.substring(at + 1));
        if (at == 0 || !form.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not a host; write [user@]name[:port]");
        }
        Optional<String> user = at < 0 ? Optional.empty() : Optional.of(text.substring(0, at));
        String port = form.group("port");
        return new HostAddress(
                user, nameIn(form), port == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(port)));
    }

    private static String nameIn(Matcher form) {
        for (String group : new String[] {"v6", "name", "bare"}) {
            if (form.group(group) != null) {
                return form.group(group);
            }
        }
        throw new IllegalStateException("the pattern matched without a name");
    }

    /** The same host with another port. */
    public HostAddress withPort(int newPort) {
        return new HostAddress(user, name, OptionalInt.of(newPort));
    }

    @Override
    public String toString() {
        String host = name.contains(":") && port.isPresent() ? "[" + name + "]" : name;
        return user.map(u -> u + "@").orElse("") + host + (port.isPresent() ? ":" + port.getAsInt() : "");
    }
}
