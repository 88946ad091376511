package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Inotify.IN_DELETE_SELF;
import static dev.ferry.linux.abi.Inotify.IN_DONT_FOLLOW;

import dev.ferry.engine.procfs.FdInfo;
import dev.ferry.engine.procfs.Mount;
import dev.ferry.engine.procfs.MountInfo;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Fcntl;
import dev.ferry.linux.file.Inotify;
import dev.ferry.linux.file.Link;
import dev.ferry.linux.file.Open;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the files are that an inotify instance watches: the kernel tells their inodes, but not their paths. File systems find them by
 * their handles, but not all do (overlayfs); then they are searched for where programs usually look. Whether a path is the one, the
 * kernel says: a watch of ours on it is described in the same words.
 */
final class WatchedPaths {
    private static final int MOST_SEARCHED = 20_000;
    private static final int AT_ONCE = 2_000;
    private static final List<Path> USUAL = List.of(
            Path.of("/etc"), Path.of("/run"), Path.of("/tmp"), Path.of("/var"), Path.of("/srv"), Path.of("/home"));

    /** Found before; each is asked about again, for names change. */
    private static final Map<String, String> FOUND = new ConcurrentHashMap<>();

    private final Map<String, InotifyWatch> wanted = new HashMap<>();
    private final Map<String, String> paths = new HashMap<>();

    private WatchedPaths(Collection<InotifyWatch> watches) {
        watches.forEach(watch -> wanted.put(watch.object(), watch));
    }

    /** The paths of {@code watches} by {@link InotifyWatch#object}; those that were not found are missing. */
    static Map<String, String> of(Collection<InotifyWatch> watches, Set<Integer> pids) throws IOException {
        WatchedPaths search = new WatchedPaths(watches);
        if (search.isComplete()) {
            return search.paths;
        }
        search.tryAll(List.copyOf(FOUND.values()));
        if (!search.isComplete()) {
            search.byHandle();
        }
        if (!search.isComplete()) {
            search.byName(pids);
        }
        if (FOUND.size() < MOST_SEARCHED) {
            FOUND.putAll(search.paths);
        }
        return search.paths;
    }

    private boolean isComplete() {
        return paths.keySet().containsAll(wanted.keySet());
    }

    private void byHandle() throws IOException {
        List<Mount> mounts = MountInfo.read((int) ProcessHandle.current().pid()).mounts();
        Set<String> candidates = new LinkedHashSet<>();
        for (InotifyWatch watch : wanted.values()) {
            for (Mount mount : mounts) {
                boolean isThere = mount.devMajor() == watch.major() && mount.devMinor() == watch.minor();
                if (isThere && !paths.containsKey(watch.object())) {
                    addPath(watch, mount.mountPoint(), candidates);
                }
            }
        }
        tryAll(candidates);
    }

    private static void addPath(InotifyWatch watch, String mountPoint, Set<String> candidates) throws IOException {
        try (Fd inside = Open.path(mountPoint, Fcntl.O_RDONLY | Fcntl.O_NONBLOCK);
                Fd file = watch.handle().open(inside)) {
            candidates.add(Link.read("/proc/self/fd/" + file.number()));
        } catch (ErrnoException notFoundSo) {
            // Not every file system finds files by their handles, and not for everybody.
            return;
        }
    }

    private void byName(Set<Integer> pids) throws IOException {
        Set<Path> near = new LinkedHashSet<>();
        for (int pid : pids) {
            addNear(Path.of("/proc", Integer.toString(pid)), near);
        }
        near.addAll(USUAL);
        Queue<Path> directories = new ArrayDeque<>(near);
        Set<String> candidates = new LinkedHashSet<>();
        near.forEach(path -> candidates.add(path.toString()));
        int searched = 0;
        while (!isComplete() && !directories.isEmpty() && searched < MOST_SEARCHED) {
            addEntries(directories.remove(), directories, candidates);
            if (candidates.size() >= AT_ONCE || directories.isEmpty()) {
                searched += candidates.size();
                tryAll(candidates);
                candidates.clear();
            }
        }
        tryAll(candidates);
    }

    /** Where a process is, and the directories of what it has open. */
    private static void addNear(Path process, Set<Path> near) throws IOException {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
            near.add(Files.readSymbolicLink(process.resolve("cwd")));
            for (Path fd : open) {
                Path target = Files.readSymbolicLink(fd);
                if (target.isAbsolute() && target.getParent() != null) {
                    near.add(target.getParent());
                }
            }
        } catch (IOException | DirectoryIteratorException gone) {
            return;
        }
    }

    private static void addEntries(Path directory, Queue<Path> directories, Set<String> candidates) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                candidates.add(entry.toString());
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) && directories.size() < MOST_SEARCHED) {
                    directories.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException notADirectoryOrClosed) {
            return;
        }
    }

    /** Watches all of them for a moment, and compares. */
    private void tryAll(Collection<String> candidates) throws IOException {
        Map<Integer, String> watched = new HashMap<>();
        try (Fd probe = Inotify.create(0)) {
            for (String candidate : candidates) {
                watch(probe, candidate, watched);
            }
            FdInfo info = FdInfo.read((int) ProcessHandle.current().pid(), probe.number());
            for (String line : info.values(InotifyWatch.KEY)) {
                InotifyWatch ours = InotifyWatch.parse(line);
                if (wanted.containsKey(ours.object())) {
                    paths.put(ours.object(), watched.get(ours.wd()));
                }
            }
        }
    }

    private static void watch(Fd probe, String candidate, Map<Integer, String> watched) {
        try {
            watched.put(Inotify.addWatch(probe, candidate, IN_DELETE_SELF | IN_DONT_FOLLOW), candidate);
        } catch (ErrnoException goneOrTooMany) {
            return;
        }
    }
}
