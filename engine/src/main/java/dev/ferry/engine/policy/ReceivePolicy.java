package dev.ferry.engine.policy;

import java.util.Map;
import java.util.Optional;

/**
 * What {@code /etc/ferry/policy} says.
 *
 * @param users by name, whose programs they may bring
 * @param others for users who are not named; root is none of them
 * @param limits of every tree that comes
 */
public record ReceivePolicy(Map<String, Whose> users, Whose others, TreeLimits limits) {
    public ReceivePolicy {
        users = Map.copyOf(users);
    }

    /** Where there is no such file: everybody brings their own programs, root any. */
    public static ReceivePolicy usual() {
        return new ReceivePolicy(Map.of(), Whose.OWN, TreeLimits.NONE);
    }

    /** Whose programs the caller may bring. */
    public Whose grants(Caller caller) {
        Whose unnamed = caller.isRoot() ? Whose.ANY : others;
        return Optional.ofNullable(users.get(caller.name())).orElse(unnamed);
    }
}
