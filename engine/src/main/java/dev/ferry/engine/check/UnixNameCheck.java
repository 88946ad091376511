package dev.ferry.engine.check;

import dev.ferry.engine.wire.proto.UnixFacts;
import dev.ferry.linux.file.FileStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether the names of the tree's unix sockets are free here: proc_net_unix(5). */
final class UnixNameCheck {
    private static final int NAME = 7;

    /** Inode by name as the kernel prints it. */
    private final Map<String, Long> inUse = new HashMap<>();

    private final Set<String> comingDirectories;
    private final SocketHolders holders;
    private final Findings findings;

    private UnixNameCheck(List<String> table, Set<String> comingDirectories, SocketHolders holders, Findings findings) {
        this.comingDirectories = comingDirectories;
        this.holders = holders;
        this.findings = findings;
        for (String line : table) {
            List<String> words = List.of(line.strip().split(" +", NAME + 1));
            if (words.size() > NAME) {
                inUse.put(words.get(NAME), Long.parseLong(words.get(NAME - 1)));
            }
        }
    }

    /** @param comingDirectories that come along if they are missing here */
    static void look(List<UnixFacts> names, Set<String> comingDirectories, SocketHolders holders, Findings findings)
            throws IOException {
        if (!names.isEmpty()) {
            List<String> table = KernelText.lines(Path.of("/proc/self/net/unix"));
            UnixNameCheck check =
                    new UnixNameCheck(table.subList(1, table.size()), comingDirectories, holders, findings);
            for (UnixFacts name : names) {
                check.look(name);
            }
        }
    }

    /** The kernel prints every NUL of an abstract name as an at sign. */
    private void look(UnixFacts facts) throws IOException {
        String name = facts.getName().toStringUtf8();
        String printed = facts.getAbstract() ? "@" + name.replace('\0', '@') : name;
        String object = "unix socket " + printed;
        if (inUse.containsKey(printed)) {
            findings.blocker(
                    "unix-name-taken",
                    object,
                    "is in use on the destination by " + holders.of(inUse.get(printed)),
                    "stop that program there");
        } else if (!facts.getAbstract() && name.startsWith("/")) {
            path(object, Path.of(name));
        }
    }

    private void path(String object, Path path) throws IOException {
        Path directory = path.getParent();
        boolean comes = directory != null && comingDirectories.contains(directory.toString());
        if (comes && !Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (directory == null || !Files.isDirectory(directory)) {
            findings.blocker(
                    "unix-directory-missing",
                    object,
                    "can not be bound on the destination, where the directory " + directory + " does not exist",
                    "make it there");
        } else if (!Files.isWritable(directory)) {
            findings.blocker(
                    "unix-directory-closed",
                    object,
                    "can not be bound on the destination, where ferry may not write to " + directory,
                    "run ferry there as a user who may, or mount that for writing");
        } else if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            existing(object, FileStat.ofLink(path.toString()));
        }
    }

    private void existing(String object, FileStat there) {
        if (there.isSocket()) {
            findings.note(
                    "unix-stale",
                    object,
                    "was left behind on the destination by somebody who has ended, and is replaced",
                    "");
        } else {
            findings.blocker(
                    "unix-path-taken",
                    object,
                    "can not be bound on the destination, where something else has that path",
                    "move that away there");
        }
    }
}
