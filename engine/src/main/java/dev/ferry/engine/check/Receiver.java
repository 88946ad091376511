package dev.ferry.engine.check;

import dev.ferry.engine.procfs.Ids;
import dev.ferry.engine.procfs.Limits;
import dev.ferry.engine.procfs.Stat;
import dev.ferry.engine.procfs.Status;
import dev.ferry.linux.process.Traceable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Who would restore the tree: what it starts from and may not exceed.
 *
 * @param user the name of who it is
 * @param effective capabilities in force, one bit each
 * @param permitted capabilities that it can give to others
 * @param traceable whether processes with the same user and rights may trace it without CAP_SYS_PTRACE
 * @param nice of the process
 * @param limits of its resources, which its children begin with
 * @param uidMap lines of uid_map, user_namespaces(7)
 * @param gidMap lines of gid_map
 */
record Receiver(
        String user,
        long effective,
        long permitted,
        Ids uids,
        Ids gids,
        List<Integer> groups,
        boolean traceable,
        int nice,
        Limits limits,
        List<String> uidMap,
        List<String> gidMap) {

    /** This engine. */
    static Receiver ofThisProcess() throws IOException {
        int self = (int) ProcessHandle.current().pid();
        Status status = Status.read(self);
        return new Receiver(
                System.getProperty("user.name"),
                status.capEff(),
                status.capPrm(),
                status.uids(),
                status.gids(),
                status.groups(),
                isTraceable(),
                Stat.read(self).nice(),
                Limits.read(self),
                KernelText.lines(Path.of("/proc/self/uid_map")),
                KernelText.lines(Path.of("/proc/self/gid_map")));
    }

    private static boolean isTraceable() throws IOException {
        return Traceable.isThisProcess() && !Yama.ofThisHost().needsPrivilege();
    }

    /** Whether sudo(8) has started it for its user, and it has given up all rights but that user's (decision 0019). */
    boolean isConfined() {
        return !isUser(0) && permitted == Capability.mask(Capability.OF_CONFINED);
    }

    /** How it would get the rights that it lacks. Who has come through sudo would only be told to do that once more. */
    String remedy() {
        return isConfined()
                ? "log in there as root, or let root write \"receive " + user + " any\" into the policy there"
                : "run it as root there";
    }

    boolean has(Capability capability) {
        return capability.isIn(effective);
    }

    /** The soft limit of a resource, unsigned; infinity if this kernel does not have it. */
    long soft(int resource) {
        return resource < limits.soft().size() ? limits.soft().get(resource) : -1;
    }

    /** The hard limit of a resource, unsigned; infinity if this kernel does not have it. */
    long hard(int resource) {
        return resource < limits.hard().size() ? limits.hard().get(resource) : -1;
    }

    /** Whether one of our own user ids is this one. */
    boolean isUser(int uid) {
        return uid == uids.real() || uid == uids.effective() || uid == uids.saved();
    }

    /** Whether one of our own group ids is this one. */
    boolean isInGroup(int gid) {
        return gid == gids.real() || gid == gids.effective() || gid == gids.saved() || groups.contains(gid);
    }

    boolean mapsUser(int uid) {
        return maps(uidMap, uid);
    }

    boolean mapsGroup(int gid) {
        return maps(gidMap, gid);
    }

    /** Lines of {@code first-inside first-outside count}. */
    private static boolean maps(List<String> map, int id) {
        long number = Integer.toUnsignedLong(id);
        return map.isEmpty()
                || map.stream().map(KernelText::words).anyMatch(words -> {
                    long first = Long.parseLong(words.get(0));
                    return number >= first && number - first < Long.parseLong(words.get(2));
                });
    }
}
