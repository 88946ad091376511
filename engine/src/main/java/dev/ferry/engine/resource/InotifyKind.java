package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;
import static dev.ferry.linux.abi.Fcntl.O_WRONLY;
import static dev.ferry.linux.abi.Inotify.IN_DONT_FOLLOW;

import com.google.auto.service.AutoService;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.InotifyFileEntry;
import dev.ferry.engine.image.proto.InotifyWdEntry;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.FileFlags;
import dev.ferry.linux.file.Inotify;
import dev.ferry.linux.file.Pipe;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An inotify(7) instance with its watches, which keep their numbers. Events that nobody has read yet can not be put into another
 * queue: instead of them the program gets one IN_Q_OVERFLOW, which tells it that events were lost, and it has to look for itself.
 * That there were some stands in the access mode, which is otherwise always 0 (decision 0003).
 */
@AutoService(FileKind.class)
public final class InotifyKind implements FileKind {
    private static final int EVENTS_LOST = O_WRONLY;
    private static final KnownFlags FLAGS = new KnownFlags(O_NONBLOCK | EVENTS_LOST);
    private static final String NEVER_WATCHED = "/proc/self/fdinfo";
    /** Numbers have to be counted up to. */
    private static final int HIGHEST_WATCH = 1 << 20;

    @Override
    public Set<FileSignature> signatures() {
        return Set.of(FileSignature.anonInode("anon_inode:inotify"), FileSignature.anonInode("anon_inode:[inotify]"));
    }

    @Override
    public Optional<String> refusal(OpenFile file, TreeFiles tree) throws IOException {
        List<InotifyWatch> watches = InotifyWatch.of(file);
        Map<String, String> paths = WatchedPaths.of(watches, tree.pids());
        for (InotifyWatch watch : watches) {
            if (watch.wd() > HIGHEST_WATCH) {
                return Optional.of("The " + file.describe() + " has made and ended so many watches (" + watch.wd()
                        + ") that this version of Ferry can not count up to there; restart the program.");
            }
            if (!paths.containsKey(watch.object())) {
                return Optional.of("The " + file.describe() + " watches a file or directory (inode " + watch.inode()
                        + " on device " + watch.major() + ":" + watch.minor()
                        + ") whose path the kernel does not tell and that was not found by searching; "
                        + "run Ferry as root, or start the program without watching files.");
            }
        }
        return FLAGS.refusal(file);
    }

    @Override
    public Optional<String> caveat(OpenFile file, TreeFiles tree) throws IOException {
        return Pipe.queued(file.copy()) == 0
                ? Optional.empty()
                : Optional.of(
                        "The " + file.describe() + " has events of watched files that were not read yet, instead of "
                                + "which the program is told that events were lost (IN_Q_OVERFLOW); "
                                + "try again when the program has read them.");
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) throws IOException {
        List<InotifyWatch> watches = InotifyWatch.of(file);
        Map<String, String> paths = WatchedPaths.of(watches, context.pids());
        boolean lost = Pipe.queued(file.copy()) > 0;
        InotifyFileEntry.Builder entry = InotifyFileEntry.newBuilder()
                .setId(file.id())
                .setFlags(lost ? file.flags() | EVENTS_LOST : file.flags())
                .setFown(Fown.NOBODY);
        for (InotifyWatch watch : watches) {
            entry.addWd(watch.entry(file.id(), paths.get(watch.object())));
        }
        return FileEntry.newBuilder()
                .setType(FdTypes.INOTIFY)
                .setId(file.id())
                .setIfy(entry)
                .build();
    }

    @Override
    public boolean restores(FileEntry entry) {
        return entry.getType() == FdTypes.INOTIFY;
    }

    @Override
    public Fd create(FileEntry entry, RestoreContext context) throws IOException {
        InotifyFileEntry inotify = entry.getIfy();
        Plausible.requireMessage(entry, entry.hasIfy(), inotify.getId(), inotify.getFown());
        int flags = FLAGS.require(entry, inotify.getFlags());
        requirePlausible(entry, inotify.getWdList());
        Fd created = Inotify.create(O_NONBLOCK);
        try {
            boolean lost = (flags & EVENTS_LOST) != 0;
            int last = 0;
            for (InotifyWdEntry watch : sorted(inotify.getWdList())) {
                lost |= watch(created, entry, watch, last, context);
                last = watch.getWd();
            }
            if (lost) {
                Inotify.overflow(created, NEVER_WATCHED);
            }
            FileFlags.setStatus(created, flags & O_NONBLOCK);
            return created;
        } catch (IOException | RuntimeException e) {
            created.close();
            throw e;
        }
    }

    private static void requirePlausible(FileEntry entry, List<InotifyWdEntry> watches) throws ImageException {
        Set<Integer> numbers = new HashSet<>();
        for (InotifyWdEntry watch : watches) {
            boolean plausible = watch.getWd() > 0 && watch.getWd() <= HIGHEST_WATCH && numbers.add(watch.getWd());
            Plausible.require(entry, plausible, "has an impossible watch " + watch.getWd());
            Plausible.require(entry, (watch.getMask() & InotifyWatch.ASKABLE) != 0, "watches for nothing");
            Plausible.require(entry, watch.getFHandle().hasPath(), "has a watch without a path");
        }
    }

    private static List<InotifyWdEntry> sorted(List<InotifyWdEntry> watches) {
        return watches.stream()
                .sorted(Comparator.comparingInt(InotifyWdEntry::getWd))
                .toList();
    }

    /**
     * The kernel counts, and never uses a number twice: those in between are used up.
     *
     * @param last the number before it
     * @return whether events of other watches were lost on the way
     */
    private static boolean watch(Fd inotify, FileEntry entry, InotifyWdEntry watch, int last, RestoreContext context)
            throws IOException {
        String path = context.resolve(watch.getFHandle().getPath()).toString();
        int mask = (watch.getMask() & InotifyWatch.ASKABLE) | IN_DONT_FOLLOW;
        boolean lost = false;
        int number = add(inotify, path, mask);
        while (number > last && number < watch.getWd()) {
            Inotify.removeWatch(inotify, number);
            lost |= Inotify.drain(inotify);
            number = add(inotify, path, mask);
        }
        Plausible.require(entry, number == watch.getWd(), "watches " + path + " twice");
        return lost;
    }

    private static int add(Fd inotify, String path, int mask) throws IOException {
        try {
            return Inotify.addWatch(inotify, path, mask);
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                throw new ImageException(
                        "The program watches " + path + ", which does not exist on this host; put it there.", e);
            }
            throw e;
        }
    }
}
