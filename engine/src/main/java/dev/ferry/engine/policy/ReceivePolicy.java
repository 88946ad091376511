package dev.ferry.engine.policy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What {@code /etc/ferry/policy} says. The line of the user counts; without one, the first line of a group that the user is in; without
 * that, the one about others.
 *
 * @param users by name, whose programs they may bring
 * @param groups in the order of the file; root is in none of them
 * @param others for users who are not named; root is none of them
 * @param limits of every tree that comes
 */
public record ReceivePolicy(Map<String, Whose> users, List<GroupRule> groups, Whose others, TreeLimits limits) {
    public ReceivePolicy {
        users = Map.copyOf(users);
        groups = List.copyOf(groups);
    }

    /** Where there is no such file: everybody brings their own programs, root any. */
    public static ReceivePolicy usual() {
        return new ReceivePolicy(Map.of(), List.of(), Whose.OWN, TreeLimits.NONE);
    }

    /**
     * Whose programs the caller may bring.
     *
     * @throws PolicyException if a line is about a group that the host does not have: it may be one that forbids
     */
    Whose grants(Caller caller, Groups host) throws IOException {
        Whose named = users.get(caller.name());
        if (named != null) {
            return named;
        }
        return caller.isRoot() ? Whose.ANY : byGroup(caller, host).orElse(others);
    }

    private Optional<Whose> byGroup(Caller caller, Groups host) throws IOException {
        if (groups.isEmpty()) {
            return Optional.empty();
        }
        Set<Integer> memberships = host.of(caller);
        Optional<Whose> first = Optional.empty();
        for (GroupRule rule : groups) {
            OptionalInt number = host.number(rule.group());
            if (number.isEmpty()) {
                throw new PolicyException(rule.line() + " on the destination is about the group " + rule.group()
                        + ", which that host does not have, so nothing is received; let root correct it.");
            }
            if (first.isEmpty() && memberships.contains(number.getAsInt())) {
                first = Optional.of(rule.whose());
            }
        }
        return first;
    }
}
