package dev.ferry.engine.check;

import com.google.protobuf.ByteString;
import dev.ferry.engine.procfs.ElfIdentity;
import dev.ferry.engine.procfs.FdInfo;
import dev.ferry.engine.procfs.Mapping;
import dev.ferry.engine.procfs.OpenDescriptor;
import dev.ferry.engine.resource.WatchedFiles;
import dev.ferry.engine.wire.proto.FileFacts;
import dev.ferry.engine.wire.proto.FileFacts.Reason;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.FileStat;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files with a name that a tree uses, each once. */
final class FileFactsCollector {
    private static final String DELETED = " (deleted)";
    private static final int O_ACCMODE = 3;
    /** All that is hashed for one tree, in bytes: a check must not take seconds. */
    private static final long HASH_BUDGET = 256L << 20;

    private final Map<String, FileFacts.Builder> byPath = new LinkedHashMap<>();
    private final Map<String, Long> mountIds = new HashMap<>();
    private long hashed;

    /** Adds what one task uses. */
    void add(int pid, List<Mapping> mappings, List<OpenDescriptor> descriptors) throws IOException {
        Path process = Path.of("/proc", Integer.toString(pid));
        addLink(process.resolve("exe"), Reason.EXECUTABLE, false);
        addLink(process.resolve("cwd"), Reason.CWD, false);
        for (Mapping mapping : mappings) {
            boolean named = mapping.path().startsWith("/") && !isNameless(mapping.path());
            if (mapping.inode() != 0 && named && !mapping.isSharedAnonymous()) {
                addMapping(mapping);
            }
        }
        for (OpenDescriptor open : descriptors) {
            if (open.link().startsWith("/") && !isNameless(open.link())) {
                addOpen(pid, process, open);
            }
        }
        for (String watched : WatchedFiles.of(pid, descriptors)) {
            addWatched(watched);
        }
    }

    /** Adds what a task could receive, by a descriptor of our own. */
    void addPassed(Fd file) throws IOException {
        int self = (int) ProcessHandle.current().pid();
        Path process = Path.of("/proc", Integer.toString(self));
        Path link = process.resolve("fd").resolve(Integer.toString(file.number()));
        String target = Files.readSymbolicLink(link).toString();
        if (target.startsWith("/") && !isNameless(target)) {
            addOpen(self, process, new OpenDescriptor(file.number(), target));
        }
    }

    /** Only whether it is there matters. */
    private void addWatched(String path) throws IOException {
        Optional<FileStat> stat = stat(path);
        if (stat.isPresent() && !byPath.containsKey(path)) {
            add(path, false, stat.get(), Reason.WATCHED, false);
        }
    }

    /** Adds the directory in which a socket of the tree has its name; without it nobody could find the socket. */
    void addDirectoryOf(Path socket) throws IOException {
        Path directory = socket.getParent();
        Optional<FileStat> stat = directory == null ? Optional.empty() : stat(directory.toString());
        if (stat.filter(FileStat::isDirectory).isPresent()) {
            add(directory.toString(), false, stat.get(), Reason.SOCKET_DIRECTORY, false);
        }
    }

    /** What the kernel gives a name that looks like a path, and terminals, which are made anew and have a check of their own. */
    private static boolean isNameless(String link) {
        return link.startsWith("/dev/pts/")
                || link.startsWith("/memfd:")
                || link.startsWith("/SYSV")
                || link.startsWith("/[")
                || link.equals("/anon_hugepage (deleted)");
    }

    /** The files, with their identities read now. */
    Collection<FileFacts> files() throws IOException {
        Mounts mounts = Mounts.ofThisProcess();
        for (Map.Entry<String, FileFacts.Builder> entry : byPath.entrySet()) {
            FileFacts.Builder file = entry.getValue();
            identify(file);
            mounts.of(mountIds.getOrDefault(entry.getKey(), 0L))
                    .ifPresent(mount -> file.setFsType(mount.fsType()).setMountPoint(mount.mountPoint()));
        }
        return byPath.values().stream().map(FileFacts.Builder::build).toList();
    }

    private void addOpen(int pid, Path process, OpenDescriptor open) throws IOException {
        try {
            boolean writable = (FdInfo.read(pid, open.fd()).flags() & O_ACCMODE) != 0;
            Path link = process.resolve("fd").resolve(Integer.toString(open.fd()));
            addLink(link, writable ? Reason.OPEN_WRITE : Reason.OPEN_READ, writable);
        } catch (NoSuchFileException closed) {
            return;
        }
    }

    private void addLink(Path link, Reason reason, boolean written) throws IOException {
        Optional<FileStat> stat = stat(link.toString());
        Optional<String> name = target(link);
        if (stat.isPresent() && name.isPresent()) {
            String target = name.get();
            boolean deleted = stat.get().links() == 0 && target.endsWith(DELETED);
            add(deleted ? stripped(target) : target, deleted, stat.get(), reason, written);
        }
    }

    /** Empty if it was closed, or its process has ended, since somebody saw it. */
    private static Optional<String> target(Path link) throws IOException {
        try {
            return Optional.of(Files.readSymbolicLink(link).toString());
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    /** A mapped file is looked up by its name: following {@code map_files} takes a privilege. */
    private void addMapping(Mapping mapping) throws IOException {
        Optional<FileStat> stat = stat(mapping.path());
        boolean written = mapping.shared() && mapping.write();
        if (stat.isPresent()) {
            FileFacts.Builder file = add(mapping.path(), false, stat.get(), Reason.MAPPED, written);
            file.setExecuted(file.getExecuted() || mapping.execute());
        } else if (mapping.deleted()) {
            file(stripped(mapping.path()) + '\0')
                    .setPath(stripped(mapping.path()))
                    .setDeleted(true);
        }
    }

    private FileFacts.Builder add(String path, boolean deleted, FileStat stat, Reason reason, boolean written) {
        String key = deleted ? path + '\0' : path;
        FileFacts.Builder file = file(key)
                .setPath(path)
                .setDeleted(deleted)
                .setMode(stat.mode())
                .setSize(stat.size())
                .setMtimeNs(stat.modified().seconds() * 1_000_000_000L
                        + stat.modified().nanoseconds())
                .setInode(stat.inode())
                .setUid(stat.uid())
                .setGid(stat.gid());
        mountIds.put(key, stat.mountId());
        file.setExecuted(file.getExecuted() || reason == Reason.EXECUTABLE);
        file.setWritten(file.getWritten() || (written && stat.isRegular()));
        if (!file.getReasonsList().contains(reason)) {
            file.addReasons(reason);
        }
        return file;
    }

    /** A deleted file and a new one under its old name are two: the key of the former ends with NUL. */
    private FileFacts.Builder file(String key) {
        return byPath.computeIfAbsent(key, absent -> FileFacts.newBuilder());
    }

    private void identify(FileFacts.Builder file) throws IOException {
        Path path = Path.of(file.getPath());
        if (file.getDeleted() || !Files.isRegularFile(path)) {
            return;
        }
        try {
            Optional<String> buildId = ElfIdentity.read(path).flatMap(ElfIdentity::buildId);
            if (buildId.isPresent()) {
                file.setBuildId(buildId.get());
            } else if (file.getSize() <= Digest.MAX_FILE && hashed + file.getSize() <= HASH_BUDGET) {
                hashed += file.getSize();
                file.setSha256(ByteString.copyFrom(Digest.sha256(path, file.getSize())));
            }
        } catch (NoSuchFileException | AccessDeniedException unreadable) {
            // Then only size and time can be compared.
            return;
        }
    }

    private static Optional<FileStat> stat(String path) throws IOException {
        try {
            return Optional.of(FileStat.of(path));
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ESRCH)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static String stripped(String path) {
        return path.substring(0, path.length() - DELETED.length());
    }
}
