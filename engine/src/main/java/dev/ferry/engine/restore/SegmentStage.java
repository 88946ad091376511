package dev.ferry.engine.restore;

import dev.ferry.engine.image.proto.IpcDescEntry;
import dev.ferry.engine.image.proto.IpcShmEntry;
import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.engine.memory.SysvSegments;
import dev.ferry.engine.procfs.SysvShm;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Ipc;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.inject.RemoteSyscalls;
import dev.ferry.linux.ipc.SharedSegment;
import dev.ferry.linux.memory.PageRun;
import dev.ferry.linux.process.Stub;
import dev.ferry.linux.ptrace.Tracee;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes System V shared memory segments with the numbers and keys that the program knows, and attaches the tasks to them.
 */
final class SegmentStage {
    private static final int ATTEMPTS = 3;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final int PERMISSIONS = 0777;
    private static final int O_ACCMODE = 3;

    private final RestorePlan plan;

    SegmentStage(RestorePlan plan) {
        this.plan = plan;
    }

    /** Makes all segments, empty; {@code shared} is where their pages find them. On the tracer thread. */
    void create(SharedMemoryStage shared, ContentStage contents) throws IOException {
        for (IpcShmEntry segment : plan.segments().values()) {
            SharedSegment one = create(segment);
            contents.adopt(SysvShm.find(one.id()).orElseThrow());
            IpcDescEntry desc = segment.getDesc();
            one.change(desc.getUid(), desc.getGid(), desc.getMode() & PERMISSIONS);
            Fd memory = one.open(segment.getSize());
            shared.provide(desc.getId(), memory, segment.getSize());
        }
    }

    /** Somebody else may make a segment between our wish and our making. */
    private static SharedSegment create(IpcShmEntry segment) throws IOException {
        int wanted = segment.getDesc().getId();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            SharedSegment got = createAny(segment);
            if (got.id() == wanted) {
                return got;
            }
            got.remove();
        }
        throw new RestoreException(
                SysvShm.name(wanted, segment.getDesc().getKey())
                        + " can not be made, because its number is taken on this host; remove what has it (ipcs -m, ipcrm -m).");
    }

    private static SharedSegment createAny(IpcShmEntry segment) throws IOException {
        IpcDescEntry desc = segment.getDesc();
        try {
            SharedSegment.wishForId(desc.getId());
            boolean isMine = desc.getCuid() == 0 && desc.getCgid() == 0;
            return isMine
                    ? SharedSegment.create(desc.getKey(), segment.getSize(), desc.getMode() & PERMISSIONS)
                    : createAs(desc, segment.getSize());
        } catch (ErrnoException e) {
            SharedSegment.forgetWish();
            throw new RestoreException(whyNot(desc, e), e);
        }
    }

    private static String whyNot(IpcDescEntry desc, ErrnoException e) {
        String cause = e.is(Errno.EEXIST)
                ? "because another one on this host has its key; remove that (ipcs -m, ipcrm -m)"
                : "(" + e.getMessage() + "); look at kernel.shmmax, kernel.shmall and kernel.shmmni";
        return SysvShm.name(desc.getId(), desc.getKey()) + " can not be made " + cause + ".";
    }

    /** The maker of a segment may always remove it, and can not be changed later: a process of that user makes it. */
    private static SharedSegment createAs(IpcDescEntry desc, long bytes) throws IOException {
        try (Stub stub = Stub.start()) {
            Tracee tracee = Tracee.seize(stub.pid(), 0);
            tracee.interrupt();
            tracee.awaitStop(STOP_LIMIT);
            RemoteSyscalls maker = RemoteSyscalls.on(tracee, Stub.SYSCALL_INSTRUCTION);
            long gid = Integer.toUnsignedLong(desc.getCgid());
            long uid = Integer.toUnsignedLong(desc.getCuid());
            maker.call("setresgid(" + gid + ")", Nr.SETRESGID, gid, gid, gid);
            maker.call("setresuid(" + uid + ")", Nr.SETRESUID, uid, uid, uid);
            int flags = Ipc.IPC_CREAT | Ipc.IPC_EXCL | (desc.getMode() & PERMISSIONS);
            return new SharedSegment((int) maker.call("shmget", Nr.SHMGET, desc.getKey(), bytes, flags));
        }
    }

    /**
     * Attaches a task that has no memory yet. A segment can only be attached whole; the parts that the program has of each
     * attachment are moved to their places out of one that lies aside.
     */
    void attach(RestoringTask task) throws IOException {
        Map<String, List<VmaEntry>> attachments = new TreeMap<>();
        for (VmaEntry vma : task.plan().mm().getVmasList()) {
            if (MappingPlan.isSegment(vma)) {
                String attachment = vma.getShmid() + "@" + (vma.getStart() - vma.getPgoff()) + flags(vma);
                attachments
                        .computeIfAbsent(attachment, none -> new ArrayList<>())
                        .add(vma);
            }
        }
        for (List<VmaEntry> parts : attachments.values()) {
            attach(task, parts);
        }
    }

    private void attach(RestoringTask task, List<VmaEntry> parts) throws IOException {
        VmaEntry first = parts.get(0);
        long id = first.getShmid();
        int flags = flags(first);
        for (VmaEntry vma : parts) {
            flags |= (vma.getProt() & Mman.PROT_EXEC) != 0 ? Ipc.SHM_EXEC : 0;
        }
        RemoteSyscalls leader = task.leader();
        long bytes = SysvSegments.wholePages(plan.segments().get(id));
        List<PageRun> taken = new ArrayList<>(ScratchSite.memoryOf(task.plan()));
        taken.add(task.site().whole());
        long aside = ScratchSite.lowestFree(taken, bytes);
        leader.call("shmat(" + id + ")", Nr.SHMAT, id, aside, flags);
        for (VmaEntry vma : parts) {
            long length = vma.getEnd() - vma.getStart();
            leader.call(
                    "mremap of shared memory",
                    Nr.MREMAP,
                    aside + vma.getPgoff(),
                    length,
                    length,
                    Mman.MREMAP_MAYMOVE | Mman.MREMAP_FIXED,
                    vma.getStart());
        }
        leader.call("munmap", Nr.MUNMAP, aside, bytes);
    }

    private static int flags(VmaEntry vma) {
        boolean isReadOnly = vma.hasFdflags() && (vma.getFdflags() & O_ACCMODE) == 0;
        return isReadOnly ? Ipc.SHM_RDONLY : 0;
    }

    /** All tasks are attached, and all content is there. */
    void finish() throws IOException {
        for (IpcShmEntry segment : plan.segments().values()) {
            SharedSegment one = new SharedSegment(segment.getDesc().getId());
            if ((segment.getDesc().getMode() & Ipc.SHM_LOCKED) != 0) {
                one.lock();
            }
            if ((segment.getDesc().getMode() & Ipc.SHM_DEST) != 0) {
                one.remove();
            }
        }
    }
}
