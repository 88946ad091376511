package dev.ferry.engine.precopy;

import dev.ferry.engine.freeze.FrozenTree;
import dev.ferry.engine.memory.PageRunSet;
import dev.ferry.engine.memory.SharedMemories.SharedMemory;
import dev.ferry.engine.precopy.TreeShape.Member;
import dev.ferry.engine.procfs.Mapping;
import dev.ferry.engine.procfs.ProcessRow;
import dev.ferry.engine.procfs.ProcessTable;
import dev.ferry.engine.procfs.PtyMasters;
import dev.ferry.engine.procfs.Smaps;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.memory.PageRun;
import dev.ferry.linux.ptrace.TracerThread;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies the memory of a running tree in rounds. What can not be tracked travels at the end, with the tree stopped. */
public final class TreeTracker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TreeTracker.class);

    private final int root;
    private final TracerThread tracer;
    private final Map<Integer, Tracked> tracked = new HashMap<>();
    private final Optional<SharedCopies> shared;
    private TreeShape announced = TreeShape.empty();
    private TreeShape now = TreeShape.empty();

    /** A process and what tracks it; its pid may have another owner later. */
    private record Tracked(Member member, MemoryTracker memory) {}

    private TreeTracker(int root, TracerThread tracer, Optional<SharedCopies> shared) {
        this.root = root;
        this.tracer = tracer;
        this.shared = shared;
    }

    /**
     * Begins to track the tree below {@code root}: each process stops for about a millisecond.
     *
     * @param withShared whether the other side understands shared memory in rounds
     * @throws IOException if the root can not be tracked, because the kernel does not have it or does not allow it
     */
    public static TreeTracker start(int root, TracerThread tracer, boolean withShared) throws IOException {
        Optional<SharedCopies> shared = withShared ? Optional.of(new SharedCopies()) : Optional.empty();
        TreeTracker tracker = new TreeTracker(root, tracer, shared);
        try {
            tracker.now = shape(root);
            for (Member member : tracker.now.members()) {
                tracker.track(member);
            }
            return tracker;
        } catch (IOException | RuntimeException e) {
            tracker.close();
            throw e;
        }
    }

    private static TreeShape shape(int root) throws IOException {
        ProcessTable table = ProcessTable.scan();
        List<ProcessRow> rows = new ArrayList<>();
        table.find(root).ifPresent(rows::add);
        rows.addAll(table.descendants(root));
        PtyMasters terminals = PtyMasters.of(rows.stream().map(ProcessRow::pid).toList());
        List<Member> members = new ArrayList<>();
        for (ProcessRow row : rows) {
            members.add(member(row, row.pid() != root, terminals));
        }
        return TreeShape.of(members);
    }

    private static Member member(ProcessRow row, boolean hasParent, PtyMasters terminals) throws IOException {
        boolean isZombie = row.state() == 'Z';
        int terminal = TreeShape.NO_TERMINAL;
        if (row.session() == row.pid() && !isZombie) {
            terminal = terminals.controlling(row.pid()).orElse(TreeShape.NO_TERMINAL);
        }
        long sharing = hasParent && !isZombie ? Sharing.withParent(row.pid(), row.ppid()) : 0;
        return new Member(row.pid(), row.starttime(), row.ppid(), row.session(), isZombie, terminal, sharing);
    }

    private void track(Member member) throws IOException {
        if (member.zombie()) {
            return;
        }
        try {
            tracked.put(member.pid(), new Tracked(member, attach(member.pid())));
        } catch (IOException e) {
            if (member.pid() == root) {
                throw e;
            }
            LOG.debug("The memory of process {} can not be tracked", member.pid(), e);
        }
    }

    private MemoryTracker attach(int pid) throws IOException {
        try {
            return tracer.call(() -> {
                try (FrozenTree stopped = FrozenTree.freezeAlone(pid)) {
                    return MemoryTracker.start(stopped.task(pid));
                }
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /**
     * Looks which processes there are and what of them has to be sent; returns how many bytes that are. New processes are tracked
     * once they have been there for a round: most are gone by then.
     */
    public long look() throws IOException {
        TreeShape before = now;
        now = shape(root);
        forget();
        Set<Member> seenBefore = Set.copyOf(before.members());
        long bytes = 0;
        for (Member member : now.members()) {
            if (!tracked.containsKey(member.pid()) && seenBefore.contains(member)) {
                track(member);
            }
            if (!member.zombie()) {
                bytes += look(member.pid());
            }
        }
        return shared.isPresent() ? bytes + shared.get().look() : bytes;
    }

    private void forget() {
        Map<Integer, Member> members = now.byPid();
        tracked.values().removeIf(known -> {
            boolean over = !known.member().equals(members.get(known.member().pid()))
                    || !known.memory().isUsable();
            if (over) {
                known.memory().close();
            }
            return over;
        });
    }

    private long look(int pid) {
        try {
            List<Mapping> mappings = Smaps.read(pid);
            if (shared.isPresent()) {
                shared.get().see(pid, mappings);
            }
            return tracked.containsKey(pid) ? tracked.get(pid).memory().look(mappings) : 0;
        } catch (IOException gone) {
            LOG.debug("Process {} can not be looked at", pid, gone);
            return 0;
        }
    }

    /** Sends what the last {@link #look} found; returns how many bytes went out. */
    public long send(PageSink sink) throws IOException {
        announce(now);
        sink.tree(now);
        long bytes = 0;
        for (Tracked known : tracked.values()) {
            bytes += send(known, sink);
        }
        return shared.isPresent() ? bytes + shared.get().send(sink) : bytes;
    }

    /** What the kernel refuses is of a process that has just ended, or travels at the end; what the sink says concerns us all. */
    private static long send(Tracked known, PageSink sink) throws IOException {
        try {
            return known.memory().send(sink);
        } catch (ErrnoException gone) {
            LOG.debug(
                    "The memory of process {} is not there any more",
                    known.member().pid(),
                    gone);
            return 0;
        }
    }

    /** What the other side makes of the tree when it hears of {@code next}: whom it makes anew has lost its memory. */
    private void announce(TreeShape next) {
        Set<Integer> survivors = next.survivors(announced);
        tracked.forEach((pid, known) -> {
            if (!survivors.contains(pid)) {
                known.memory().startOver();
            }
        });
        announced = next;
    }

    /**
     * Begins to walk the page tables of the tree, which is stopped now, on a thread of its own. To be over before {@link #stopped};
     * it does not fail.
     */
    public CompletableFuture<Void> scan() {
        return CompletableFuture.runAsync(
                () -> tracked.values().forEach(known -> known.memory().scan()),
                work -> new Thread(work, "ferry-scan").start());
    }

    /**
     * Ends the rounds of the tree, which is stopped now and has the form {@code last}; {@link #finish(int, List)} is to be asked
     * about each process after this.
     */
    public void stopped(TreeShape last) {
        now = last;
        forget();
        announce(last);
    }

    /**
     * What the other side has of the memory of a stopped process.
     *
     * @param mappings what it has mapped now, with flags
     */
    public PreCopied finish(int pid, List<Mapping> mappings) throws IOException {
        Tracked known = tracked.get(pid);
        return known == null ? PreCopied.nothing() : known.memory().finish(mappings);
    }

    /** The guard pages of a mapping, if the walk of {@link #scan} came by. */
    public Optional<List<PageRun>> guards(int pid, Mapping mapping) {
        return Optional.ofNullable(tracked.get(pid))
                .flatMap(known -> known.memory().guards(mapping));
    }

    /** What the other side has of a shared memory of the stopped tree; {@code extents} is where it is no hole. */
    public PageRunSet finish(SharedMemory memory, List<PageRun> extents) throws IOException {
        return shared.isPresent() ? shared.get().finish(memory, extents) : new PageRunSet();
    }

    @Override
    public void close() {
        shared.ifPresent(SharedCopies::close);
        tracked.values().forEach(known -> known.memory().close());
        tracked.clear();
    }
}
