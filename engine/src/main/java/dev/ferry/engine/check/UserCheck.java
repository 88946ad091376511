package dev.ferry.engine.check;

import dev.ferry.engine.wire.proto.FileFacts;
import dev.ferry.engine.wire.proto.GroupFacts;
import dev.ferry.engine.wire.proto.TaskFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import dev.ferry.engine.wire.proto.UserFacts;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether the numbers of the tree's users and groups mean the same people here: they are kept, whatever they are called. */
final class UserCheck {
    private static final Codes USER = new Codes("unmapped-user", "other-user", "unknown-user");
    private static final Codes GROUP = new Codes("unmapped-group", "other-group", "unknown-group");

    private final List<String> lines;
    private final String kind;
    private final Codes codes;
    private final Findings findings;

    private UserCheck(List<String> lines, String kind, Codes codes, Findings findings) {
        this.lines = lines;
        this.kind = kind;
        this.codes = codes;
        this.findings = findings;
    }

    /** Of what is found. */
    private record Codes(String unmapped, String other, String unknown) {}

    /**
     * Looks at the ids of all tasks and at the owners of the files that come along.
     *
     * @param passwd lines of passwd(5) here
     * @param group lines of group(5) here
     */
    static void look(
            TreeFacts facts,
            List<FileFacts> placed,
            Receiver receiver,
            List<String> passwd,
            List<String> group,
            Findings findings) {
        Set<Integer> uids = new HashSet<>();
        Set<Integer> gids = new HashSet<>();
        for (TaskFacts task : facts.getTasksList()) {
            uids.add(task.getUid());
            uids.addAll(task.getUidsList());
            gids.addAll(task.getGidsList());
        }
        placed.forEach(file -> {
            uids.add(file.getUid());
            gids.add(file.getGid());
        });
        UserCheck users = new UserCheck(passwd, "user", USER, findings);
        for (UserFacts user : facts.getUsersList()) {
            if (uids.contains(user.getUid())) {
                users.compare(user.getUid(), user.getName(), receiver.mapsUser(user.getUid()));
            }
        }
        UserCheck groups = new UserCheck(group, "group", GROUP, findings);
        for (GroupFacts named : facts.getGroupsList()) {
            if (gids.contains(named.getGid())) {
                groups.compare(named.getGid(), named.getName(), receiver.mapsGroup(named.getGid()));
            }
        }
    }

    private void compare(int id, String name, boolean mapped) {
        String number = Integer.toUnsignedString(id);
        boolean nameless = name.equals(number);
        String object = kind + " " + number + (nameless ? "" : " (" + name + ")");
        Optional<String> here = KernelText.nameOf(lines, id);
        if (!mapped) {
            findings.blocker(
                    codes.unmapped(),
                    object,
                    "does not exist in the user namespace of ferry on the destination",
                    "map it there, or run ferry outside of the container");
        } else if (here.isPresent() && !here.get().equals(name)) {
            other(object, "is called " + here.get() + " on the destination" + elsewhere(name));
        } else if (here.isEmpty() && !nameless) {
            unknown(object, "has no name on the destination" + elsewhere(name));
        }
    }

    private void other(String object, String cause) {
        findings.warning(codes.other(), object, cause, "give both hosts the same " + kind + "s");
    }

    private void unknown(String object, String cause) {
        findings.warning(codes.unknown(), object, cause, "create the " + kind + " there with this number");
    }

    private String elsewhere(String name) {
        return KernelText.numberOf(lines, name)
                .map(number -> ", where " + name + " is " + number)
                .orElse("");
    }
}
