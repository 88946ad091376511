package dev.ferry.engine.policy;

import dev.ferry.engine.procfs.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * On whose behalf an engine receives: the user of this process, or who has become root by sudo(8).
 *
 * @param uid of the user
 * @param gid the group of the user
 * @param groups all groups; of a user who came by sudo only the first, {@link HostGroups} knows the others
 * @param name as passwd(5) has it, or the number
 * @param bySudo whether this process is root only because sudo has made it so
 */
public record Caller(int uid, int gid, List<Integer> groups, String name, boolean bySudo) {
    public Caller {
        groups = List.copyOf(groups);
    }

    /** Of this process. Only sudo sets the variables of a process that runs as root: its own rules keep users from doing so. */
    public static Caller ofThisProcess() throws IOException {
        Status status = Status.read((int) ProcessHandle.current().pid());
        return of(status, System.getenv(), System.getProperty("user.name"));
    }

    static Caller of(Status status, Map<String, String> environment, String userName) throws PolicyException {
        boolean isRoot = status.uids().effective() == 0;
        if (isRoot && environment.containsKey("SUDO_UID")) {
            return throughSudo(environment);
        }
        List<Integer> groups = new ArrayList<>(status.groups());
        groups.add(status.gids().effective());
        return new Caller(status.uids().effective(), status.gids().effective(), groups, userName, false);
    }

    private static Caller throughSudo(Map<String, String> environment) throws PolicyException {
        int uid = number(environment, "SUDO_UID");
        int gid = number(environment, "SUDO_GID");
        String name = environment.getOrDefault("SUDO_USER", Integer.toUnsignedString(uid));
        return new Caller(uid, gid, List.of(gid), name, uid != 0);
    }

    private static int number(Map<String, String> environment, String variable) throws PolicyException {
        String value = environment.getOrDefault(variable, "");
        try {
            return Integer.parseUnsignedInt(value);
        } catch (NumberFormatException e) {
            throw new PolicyException(
                    variable + " is \"" + value + "\", so nobody knows who called sudo; start ferry by sudo itself.",
                    e);
        }
    }

    /** Whether it is root, and did not become that by sudo. */
    public boolean isRoot() {
        return uid == 0;
    }
}
