package dev.ferry.engine.precopy;

import dev.ferry.engine.freeze.FreezeException;
import dev.ferry.engine.freeze.FrozenTask;
import dev.ferry.engine.freeze.RseqSections;
import dev.ferry.engine.memory.PageRunSet;
import dev.ferry.engine.procfs.Mapping;
import dev.ferry.engine.procfs.Status;
import dev.ferry.engine.procfs.VmFlag;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.inject.RemoteSyscalls;
import dev.ferry.linux.memory.KernelPagemap;
import dev.ferry.linux.memory.PageRun;
import dev.ferry.linux.memory.ProcessMemory;
import dev.ferry.linux.memory.TrackedPages;
import dev.ferry.linux.memory.Userfaultfd;
import dev.ferry.linux.process.Pidfd;
import dev.ferry.linux.ptrace.SyscallInstruction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the private anonymous memory of one process in rounds while it runs, and knows at the end which pages the other side
 * has as they are. The kernel tracks mappings: one that is new, or was moved, or belongs to a program that was executed
 * meanwhile, is not tracked, which the kernel says (EPERM), and starts over with nothing sent.
 */
final class MemoryTracker implements AutoCloseable {
    /** Parts to protect are told to the kernel as one if no more is between them: fewer calls, and the page table is there. */
    private static final long NEAR = 2 << 20;

    private static final byte[] NOTHING = {};

    private static final Logger LOG = LoggerFactory.getLogger(MemoryTracker.class);

    private final int pid;
    private final Userfaultfd userfaultfd;
    /** What the other side has as it was at the last round. */
    private final PageRunSet sent = new PageRunSet();
    /** Where the other side may have something else than zeros. */
    private final PageRunSet filled = new PageRunSet();
    /** What the other side has mapped, by the flags of mmap(2). */
    private final Map<Integer, PageRunSet> announced = new HashMap<>();

    private boolean usable = true;
    private List<Dirty> dirty = List.of();
    private List<Mapping> lookedAt = List.of();
    private final Map<PageRun, TrackedPages> scanned = new HashMap<>();

    /** What is to be sent of a mapping. */
    private record Dirty(Mapping mapping, List<PageRun> pages) {
        long bytes() {
            return pages.stream().mapToLong(PageRun::bytes).sum();
        }
    }

    private MemoryTracker(int pid, Userfaultfd userfaultfd) {
        this.pid = pid;
        this.userfaultfd = userfaultfd;
    }

    /**
     * Makes the process, which is stopped, create the descriptor through which the kernel tracks it. On the tracer thread.
     *
     * @throws IOException if this kernel, or what the process may do, does not allow it; the process is as before
     */
    static MemoryTracker start(FrozenTask task) throws IOException {
        int pid = task.pid();
        if (task.isZombie()) {
            throw new FreezeException("Process " + pid + " has just ended.");
        }
        try (ProcessMemory memory = ProcessMemory.open(pid)) {
            RseqSections.leave(task, memory);
        }
        if (Status.read(pid).seccomp().orElse(0) != 0) {
            task.leader().tracee().suspendSeccomp();
        }
        try (RemoteSyscalls remote = RemoteSyscalls.on(task.leader().tracee(), SyscallInstruction.find(pid));
                Pidfd pidfd = Pidfd.open(pid)) {
            long theirs = create(remote);
            try {
                return new MemoryTracker(pid, owned(pidfd.get((int) theirs)));
            } finally {
                remote.call("close", Nr.CLOSE, theirs);
            }
        }
    }

    /** Without privileges the kernel wants to hear that it need not note its own writes; it notes them all the same. */
    private static long create(RemoteSyscalls remote) throws IOException {
        try {
            return remote.call("userfaultfd", Nr.USERFAULTFD, Userfaultfd.FLAGS);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EPERM)) {
                throw e;
            }
            return remote.call("userfaultfd", Nr.USERFAULTFD, Userfaultfd.FLAGS | Userfaultfd.USER_MODE_ONLY);
        }
    }

    private static Userfaultfd owned(Fd fd) throws ErrnoException {
        try {
            return Userfaultfd.own(fd);
        } catch (ErrnoException e) {
            fd.close();
            throw e;
        }
    }

    /** The process on the other side was made anew: nothing that was sent is there any more. */
    void startOver() {
        sent.clear();
        filled.clear();
        announced.clear();
    }

    /**
     * Looks what there is to send, and returns how many bytes that are. Does not change what counts as written.
     *
     * @param mappings what the process has now, with their flags
     */
    long look(List<Mapping> mappings) throws IOException {
        List<Dirty> found = new ArrayList<>();
        lookedAt = mappings;
        try (KernelPagemap pagemap = KernelPagemap.open(pid)) {
            for (Mapping mapping : mappings) {
                if (isTracked(mapping)) {
                    found.add(new Dirty(mapping, dirtyIn(mapping, pagemap)));
                }
            }
        }
        dirty = found;
        return found.stream().mapToLong(Dirty::bytes).sum();
    }

    private List<PageRun> dirtyIn(Mapping mapping, KernelPagemap pagemap) throws IOException {
        try {
            TrackedPages pages = pagemap.trackedPages(mapping.start(), mapping.end());
            forgetMisplaced(mapping);
            sent.retain(whole(mapping), pages.present());
            List<PageRun> unsent = new ArrayList<>(pages.written());
            unsent.addAll(sent.select(pages.present(), false));
            return union(unsent);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EPERM)) {
                throw e;
            }
            sent.remove(whole(mapping));
            return pagemap.anonymousPages(mapping.start(), mapping.end());
        }
    }

    private static List<PageRun> union(List<PageRun> runs) {
        PageRunSet all = new PageRunSet();
        runs.forEach(all::add);
        return all.runs();
    }

    /** Sends what the last {@link #look} found, and what was written since; returns how many bytes that were. */
    long send(PageSink sink) throws IOException {
        List<Dirty> parts =
                dirty.stream().filter(part -> !part.pages().isEmpty()).toList();
        dirty = List.of();
        return parts.isEmpty() ? 0 : send(parts, sink);
    }

    private long send(List<Dirty> parts, PageSink sink) throws IOException {
        long bytes = 0;
        try (KernelPagemap pagemap = KernelPagemap.open(pid);
                ProcessMemory memory = ProcessMemory.open(pid)) {
            PageSender sender = new PageSender(pid, 0, memory::read, sent, filled, sink);
            for (Dirty part : parts) {
                announce(part.mapping(), sink);
                bytes += sender.send(taken(part, pagemap));
            }
        }
        return bytes;
    }

    /** The pages to send of one mapping: none, for now, if it is gone or belongs to a userfaultfd of the program. */
    private List<PageRun> taken(Dirty part, KernelPagemap pagemap) throws IOException {
        try {
            return take(part.pages(), pagemap);
        } catch (ErrnoException e) {
            // What was protected before the failure does not show as written any more, and has not been sent.
            sent.remove(whole(part.mapping()));
            return isTrackable(e) && track(part.mapping()) ? retake(part, pagemap) : List.of();
        }
    }

    private List<PageRun> retake(Dirty part, KernelPagemap pagemap) throws IOException {
        try {
            return take(part.pages(), pagemap);
        } catch (ErrnoException changedMeanwhile) {
            sent.remove(whole(part.mapping()));
            return List.of();
        }
    }

    private static boolean isTrackable(ErrnoException e) {
        return e.is(Errno.EPERM);
    }

    /** Makes the kernel track a mapping; the other side is to have a fresh one for it. */
    private boolean track(Mapping mapping) {
        try {
            userfaultfd.track(mapping.start(), mapping.end());
            return true;
        } catch (ErrnoException e) {
            // ESRCH: the address space was left by execve(2). EBUSY: the program has a userfaultfd of its own there.
            usable &= !e.is(Errno.ESRCH);
            return false;
        }
    }

    /** False once the process has executed another program: it needs another tracker then. */
    boolean isUsable() {
        return usable;
    }

    /** What was written is protected first and read afterwards, so a write in between is seen the next time. */
    private List<PageRun> take(List<PageRun> pages, KernelPagemap pagemap) throws IOException {
        PageRunSet taken = new PageRunSet();
        for (PageRun part : joined(pages)) {
            pagemap.takeWritten(part.start(), part.end()).forEach(taken::add);
        }
        sent.select(pages, false).forEach(taken::add);
        return taken.runs();
    }

    private static List<PageRun> joined(List<PageRun> pages) {
        List<PageRun> joined = new ArrayList<>();
        for (PageRun run : pages) {
            int last = joined.size() - 1;
            if (last >= 0 && run.start() - joined.get(last).end() <= NEAR) {
                joined.set(last, new PageRun(joined.get(last).start(), run.end()));
            } else {
                joined.add(run);
            }
        }
        return joined;
    }

    /**
     * Between a look and the sending another mapping may have taken the place of the one that was looked at. What was sent for it
     * lies in a mapping of the wrong kind on the other side.
     */
    private void forgetMisplaced(Mapping mapping) {
        PageRunSet fitting = announced.getOrDefault(flags(mapping), new PageRunSet());
        fitting.select(List.of(whole(mapping)), false).forEach(sent::remove);
    }

    private static int flags(Mapping mapping) {
        return mapping.has(VmFlag.NORESERVE) ? Mman.MAP_NORESERVE : 0;
    }

    /** The other side maps what it is told of, empty, in place of what was there; so a part is told once. */
    private void announce(Mapping mapping, PageSink sink) throws IOException {
        int flags = flags(mapping);
        PageRunSet known = announced.computeIfAbsent(flags, none -> new PageRunSet());
        for (PageRun part : known.select(List.of(whole(mapping)), false)) {
            sink.pages(PageTransfer.header(pid, flags, part), NOTHING, 0, 0);
            announced.values().forEach(others -> others.remove(part));
            known.add(part);
            sent.remove(part);
            filled.remove(part);
        }
    }

    /**
     * Walks the page tables of what was there at the last look, now that the process is stopped, for {@link #finish}. That needs
     * nothing but the mappings' addresses, so it can be done while the threads are asked for their state: what they are made to
     * do for that writes to scratch memory only.
     */
    void scan() {
        try (KernelPagemap pagemap = KernelPagemap.open(pid)) {
            lookedAt.stream().filter(MemoryTracker::isTracked).forEach(mapping -> scan(mapping, pagemap));
        } catch (IOException gone) {
            LOG.debug("Process {} is not there any more", pid, gone);
        }
    }

    /** The guard pages of a mapping, if {@link #scan} has walked it. */
    Optional<List<PageRun>> guards(Mapping mapping) {
        return Optional.ofNullable(scanned.get(whole(mapping))).map(TrackedPages::guards);
    }

    private void scan(Mapping mapping, KernelPagemap pagemap) {
        try {
            scanned.put(whole(mapping), pagemap.trackedPages(mapping.start(), mapping.end()));
        } catch (IOException changed) {
            LOG.debug("What process {} had at the last look is another mapping now", pid, changed);
        }
    }

    /**
     * What the other side has, now that the process is stopped for the last time.
     *
     * @param mappings what the process has now, with their flags
     */
    PreCopied finish(List<Mapping> mappings) throws IOException {
        Map<Long, List<PageRun>> present = new HashMap<>();
        try (KernelPagemap pagemap = KernelPagemap.open(pid)) {
            for (Mapping mapping : mappings) {
                if (isTracked(mapping)) {
                    finish(mapping, pagemap).ifPresent(pages -> present.put(mapping.start(), pages));
                } else {
                    sent.remove(whole(mapping));
                }
            }
        }
        return new PreCopied(present, sent);
    }

    private Optional<List<PageRun>> finish(Mapping mapping, KernelPagemap pagemap) throws IOException {
        try {
            TrackedPages known = scanned.get(whole(mapping));
            TrackedPages pages = known == null ? pagemap.trackedPages(mapping.start(), mapping.end()) : known;
            forgetMisplaced(mapping);
            sent.retain(whole(mapping), pages.present());
            pages.written().forEach(sent::remove);
            return Optional.of(pages.present());
        } catch (ErrnoException e) {
            if (!e.is(Errno.EPERM)) {
                throw e;
            }
            sent.remove(whole(mapping));
            return Optional.empty();
        }
    }

    /** Whether the content of a mapping is copied in rounds. What can not be made beforehand, or is small, waits for the end. */
    private static boolean isTracked(Mapping mapping) {
        return mapping.isAnonymous()
                && mapping.write()
                && !mapping.isStack()
                && !mapping.has(VmFlag.GROWSDOWN)
                && !mapping.has(VmFlag.LOCKED)
                && !mapping.has(VmFlag.DROPPABLE)
                && !mapping.has(VmFlag.HUGETLB);
    }

    private static PageRun whole(Mapping mapping) {
        return new PageRun(mapping.start(), mapping.end());
    }

    /** Ends the tracking, which takes some time for a large memory. */
    @Override
    public void close() {
        userfaultfd.close();
    }
}
