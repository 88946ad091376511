package dev.ferry.engine.resource;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.RegFileEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Magic;
import dev.ferry.linux.file.FileSystem;
import dev.ferry.linux.file.Link;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** File systems whose files are answers of one kernel: neither their content nor their meaning can go to another host. */
final class KernelFileSystem {
    private static final Map<Long, String> NAMES = Map.of(
            Magic.SYSFS_MAGIC, "sysfs",
            Magic.CGROUP_SUPER_MAGIC, "cgroup",
            Magic.CGROUP2_SUPER_MAGIC, "cgroup2",
            Magic.DEBUGFS_MAGIC, "debugfs",
            Magic.TRACEFS_MAGIC, "tracefs",
            Magic.SECURITYFS_MAGIC, "securityfs",
            Magic.BPF_FS_MAGIC, "bpf",
            Magic.NSFS_MAGIC, "nsfs",
            Magic.HUGETLBFS_MAGIC, "hugetlbfs");

    private static final String PROC = "/proc/";

    private KernelFileSystem() {}

    /** Whether the file is on procfs, where some files can simply be opened again. */
    static boolean isProc(OpenFile file) throws IOException {
        return FileSystem.of(file.copy()).magic() == Magic.PROC_SUPER_MAGIC;
    }

    /** Why a file that is on such a file system can not be carried. */
    static Optional<String> refusal(OpenFile file, TreeFiles tree) throws IOException {
        long magic = FileSystem.of(file.copy()).magic();
        if (magic == Magic.PROC_SUPER_MAGIC) {
            return procRefusal(file, tree);
        }
        if (magic == Magic.MQUEUE_MAGIC) {
            return Optional.of(PosixQueue.refusal(file, tree));
        }
        return Optional.ofNullable(NAMES.get(magic))
                .map(name -> RegFile.name(file) + " is on " + name
                        + ", which belongs to this host's kernel; move the program when it has closed it.");
    }

    /** Files about the system, and about tasks that move too, are there on the other side under the same path. */
    private static Optional<String> procRefusal(OpenFile file, TreeFiles tree) {
        if (!file.link().startsWith(PROC)) {
            boolean isProcItself = file.link().equals("/proc");
            return isProcItself ? Optional.empty() : Optional.of(elsewhere(file));
        }
        String first = file.link().substring(PROC.length()).split("/", 2)[0];
        boolean isTask = !first.isEmpty() && Character.isDigit(first.charAt(0));
        boolean moves = tree.pids().stream().anyMatch(pid -> first.equals(Integer.toString(pid)));
        return isTask && !moves
                ? Optional.of(RegFile.name(file)
                        + " tells about a process that does not move along; move the program when it has closed it.")
                : Optional.empty();
    }

    /**
     * Refuses a file about another process than those of the tree, wherever links have led: one of this engine's own would give the
     * program what the engine has.
     */
    static void requireOfTree(Fd opened, RegFileEntry entry, Set<Integer> tree) throws IOException {
        if (FileSystem.of(opened).magic() != Magic.PROC_SUPER_MAGIC) {
            return;
        }
        String target = Link.read("/proc/self/fd/" + opened.number());
        boolean isOfTask = target.matches("/proc/[0-9]+(/.*)?");
        if (isOfTask && !tree.contains(Integer.valueOf(target.split("/", 4)[2]))) {
            throw new ImageException(
                    "The program had " + entry.getName()
                            + " open, which on this host tells about a process that is not part of it; move it when it has closed that.");
        }
    }

    private static String elsewhere(OpenFile file) {
        return RegFile.name(file) + " is on a procfs that is not at /proc; move the program when it has closed it.";
    }
}
