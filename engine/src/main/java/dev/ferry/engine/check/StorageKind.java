package dev.ferry.engine.check;

import java.util.Set;

/** What may become of files on a file system, judged by its name in mountinfo. */
enum StorageKind {
    DISK("stay on this host's disk"),
    MEMORY("are gone when the host restarts"),
    NETWORK("are shared with other hosts"),
    KERNEL("are made up by the kernel");

    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs", "hugetlbfs", "devtmpfs");
    private static final Set<String> SHARED =
            Set.of("nfs", "nfs4", "cifs", "smb3", "ceph", "9p", "virtiofs", "afs", "lustre", "gpfs", "glusterfs");
    private static final Set<String> MADE_UP =
            Set.of("proc", "sysfs", "cgroup", "cgroup2", "devpts", "debugfs", "tracefs", "securityfs", "bpf", "mqueue");

    private final String what;

    StorageKind(String what) {
        this.what = what;
    }

    /** What a file system with an unknown name is, is a disk. */
    static StorageKind of(String fsType) {
        if (IN_MEMORY.contains(fsType)) {
            return MEMORY;
        }
        if (SHARED.contains(fsType) || fsType.startsWith("fuse.")) {
            return NETWORK;
        }
        return MADE_UP.contains(fsType) ? KERNEL : DISK;
    }

    /** What happens to the files, as a predicate of them. */
    String what() {
        return what;
    }
}
