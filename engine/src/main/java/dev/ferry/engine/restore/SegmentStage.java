package dev.ferry.engine.restore;

import dev.ferry.engine.image.proto.IpcDescEntry;
import dev.ferry.engine.image.proto.IpcShmEntry;
import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.engine.ipc.IpcIds;
import dev.ferry.engine.memory.SysvSegments;
import dev.ferry.engine.procfs.SysvShm;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Ipc;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.inject.RemoteSyscalls;
import dev.ferry.linux.ipc.SharedSegment;
import dev.ferry.linux.memory.PageRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes System V shared memory segments with the numbers and keys that the program knows, and attaches the tasks to them.
 */
final class SegmentStage {
    private static final int O_ACCMODE = 3;

    private final RestorePlan plan;

    SegmentStage(RestorePlan plan) {
        this.plan = plan;
    }

    /** Makes all segments, empty; {@code shared} is where their pages find them. On the tracer thread. */
    void create(SharedMemoryStage shared, ContentStage contents) throws IOException {
        for (IpcShmEntry segment : plan.segments().values()) {
            IpcDescEntry desc = segment.getDesc();
            new Maker(desc, segment.getSize()).create();
            contents.adopt(SysvShm.find(desc.getId()).orElseThrow());
            SharedSegment one = new SharedSegment(desc.getId());
            one.change(desc.getUid(), desc.getGid(), desc.getMode() & IpcIds.PERMISSIONS);
            Fd memory = one.open(segment.getSize());
            shared.provide(desc.getId(), memory, segment.getSize());
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

    /** Makes one segment. */
    private static final class Maker extends IpcMaker {
        private final long bytes;

        Maker(IpcDescEntry desc, long bytes) {
            super(
                    desc,
                    SysvShm.name(desc.getId(), desc.getKey()),
                    "-m",
                    "kernel.shmmax, kernel.shmall and kernel.shmmni");
            this.bytes = bytes;
        }

        /** What root has made, this process makes: an engine without root's rights can do that too. */
        @Override
        int createAsMaker(int flags) throws IOException {
            return desc.getCuid() == 0 && desc.getCgid() == 0
                    ? SharedSegment.create(desc.getKey(), bytes, desc.getMode() & IpcIds.PERMISSIONS)
                            .id()
                    : super.createAsMaker(flags);
        }

        @Override
        void wishForId(int id) throws IOException {
            SharedSegment.wishForId(id);
        }

        @Override
        void forgetWish() throws ErrnoException {
            SharedSegment.forgetWish();
        }

        @Override
        int make(Caller caller, int key, int flags) throws IOException {
            return (int) caller.call("shmget", Nr.SHMGET, key, bytes, flags);
        }

        @Override
        void remove(int id) throws ErrnoException {
            new SharedSegment(id).remove();
        }
    }
}
