package dev.ferry.engine.dump;

import com.google.protobuf.MessageLite;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.ImageWriter;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FdinfoEntry;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.FsEntry;
import dev.ferry.engine.image.proto.InventoryEntry;
import dev.ferry.engine.image.proto.IpcShmEntry;
import dev.ferry.engine.image.proto.Lsmtype;
import dev.ferry.engine.image.proto.MmEntry;
import dev.ferry.engine.image.proto.PstreeEntry;
import dev.ferry.engine.image.proto.Scheduling;
import dev.ferry.engine.image.proto.TaskKobjIdsEntry;
import dev.ferry.engine.memory.SysvSegments;
import dev.ferry.engine.precopy.Sharing;
import dev.ferry.engine.precopy.TreeShape;
import dev.ferry.engine.procfs.PtyMasters;
import dev.ferry.engine.procfs.Stat;
import dev.ferry.engine.procfs.TreeGroups;
import dev.ferry.engine.stream.ImageSink;
import dev.ferry.linux.abi.Sched;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything about a tree that fits memory, ready to be written: all images but those with contents.
 *
 * @param tasks the tasks, parents before children
 * @param mms the mm image of each living task
 * @param fs the fs image of each living task
 * @param descriptors the descriptors of each living task
 * @param files the files image
 * @param segments the System V shared memory that is attached
 */
record TreeImages(
        List<InspectedTask> tasks,
        Map<Integer, MmEntry> mms,
        Map<Integer, FsEntry> fs,
        Map<Integer, List<FdinfoEntry>> descriptors,
        List<FileEntry> files,
        List<IpcShmEntry> segments) {
    private static final int IMG_VERSION = 2;

    /** An empty set for these tasks, to be filled. */
    static TreeImages of(List<InspectedTask> tasks) {
        return new TreeImages(
                tasks,
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                new ArrayList<>(),
                new ArrayList<>());
    }

    /** The processes and how they descend from each other. */
    TreeShape shape() throws IOException {
        PtyMasters terminals = PtyMasters.of(tasks.stream()
                .filter(task -> !task.isZombie())
                .map(InspectedTask::pid)
                .toList());
        List<TreeShape.Member> members = new ArrayList<>();
        for (InspectedTask task : tasks) {
            members.add(member(task, terminals));
        }
        return TreeShape.of(members);
    }

    private TreeShape.Member member(InspectedTask task, PtyMasters terminals) throws IOException {
        Stat stat = task.stat();
        boolean leads = stat.session() == task.pid() && !task.isZombie();
        boolean isChild = task.pid() != tasks.get(0).pid() && !task.isZombie();
        return new TreeShape.Member(
                task.pid(),
                stat.starttime(),
                stat.ppid(),
                stat.session(),
                task.isZombie(),
                leads ? terminals.controlling(task.pid()).orElse(TreeShape.NO_TERMINAL) : TreeShape.NO_TERMINAL,
                isChild ? Sharing.withParent(task.pid(), stat.ppid()) : 0);
    }

    /** Notes that descriptor {@code fd} of task {@code pid} is the open file {@code id}. */
    void addDescriptor(int pid, int fd, boolean cloexec, int id, FdTypes type) {
        descriptors
                .computeIfAbsent(pid, absent -> new ArrayList<>())
                .add(FdinfoEntry.newBuilder()
                        .setId(id)
                        .setFd(fd)
                        .setFlags(cloexec ? 1 : 0)
                        .setType(type)
                        .build());
    }

    /** Writes the first image; a reader may rely on everything else following it. */
    void writeInventory(ImageSink sink) throws IOException {
        InventoryEntry inventory = InventoryEntry.newBuilder()
                .setImgVersion(IMG_VERSION)
                .setFdinfoPerId(true)
                .setNsPerId(true)
                .setRootIds(ids(0))
                .setLsmtype(Lsmtype.NO_LSM)
                .build();
        write(sink, ImageType.INVENTORY, ImageType.INVENTORY.fileName(), inventory);
    }

    /**
     * Writes the images of the tree and of its tasks.
     *
     * @param shape of {@link #shape}
     */
    void writeTasks(TreeShape shape, ImageSink sink) throws IOException {
        try (ImageWriter image = new ImageWriter(ImageType.PSTREE, sink.create(ImageType.PSTREE.fileName()))) {
            TreeGroups groups = groups();
            for (InspectedTask task : tasks) {
                image.write(pstree(task, groups));
            }
        }
        Map<Integer, TreeShape.Member> members = shape.byPid();
        Map<Integer, TaskKobjIdsEntry> ids = ids(members);
        for (InspectedTask task : tasks) {
            writeTask(sink, task, ids.get(task.pid()), members.get(task.pid()).sharing());
        }
        try (ImageWriter image = new ImageWriter(ImageType.FILES, sink.create(ImageType.FILES.fileName()))) {
            for (FileEntry file : files) {
                image.write(file);
            }
        }
        if (!segments.isEmpty()) {
            writeSegments(sink);
        }
    }

    private void writeSegments(ImageSink sink) throws IOException {
        String name = ImageType.IPCNS_SHM.fileName(SysvSegments.NAMESPACE);
        try (ImageWriter image = new ImageWriter(ImageType.IPCNS_SHM, sink.create(name))) {
            for (IpcShmEntry segment : segments) {
                image.write(segment);
            }
        }
    }

    /** Writes what CRIU's images have no place for; no image if there is nothing. */
    void writeScheduling(ImageSink sink) throws IOException {
        Scheduling.Builder scheduling = Scheduling.newBuilder();
        tasks.forEach(task -> scheduling.addAllThreads(task.scheduling()));
        if (scheduling.getThreadsCount() > 0) {
            try (OutputStream image = sink.create("ferry-scheduling")) {
                scheduling.build().writeTo(image);
            }
        }
    }

    /** The numbers of what each task has; what it shares with its parent has the number that it has there. */
    private Map<Integer, TaskKobjIdsEntry> ids(Map<Integer, TreeShape.Member> members) {
        Map<Integer, TaskKobjIdsEntry> ids = new HashMap<>();
        for (InspectedTask task : tasks) {
            TaskKobjIdsEntry.Builder own = ids(ids.size() + 1).toBuilder();
            long sharing = members.get(task.pid()).sharing();
            TaskKobjIdsEntry parents = ids.getOrDefault(task.stat().ppid(), ids(0));
            if ((sharing & Sched.CLONE_FILES) != 0) {
                own.setFilesId(parents.getFilesId());
            }
            if ((sharing & Sched.CLONE_FS) != 0) {
                own.setFsId(parents.getFsId());
            }
            ids.put(task.pid(), own.build());
        }
        return ids;
    }

    private void writeTask(ImageSink sink, InspectedTask task, TaskKobjIdsEntry ids, long sharing) throws IOException {
        int pid = task.pid();
        for (var core : task.cores().entrySet()) {
            write(sink, ImageType.CORE, ImageType.CORE.fileName(core.getKey()), core.getValue());
        }
        if (task.isZombie()) {
            return;
        }
        write(sink, ImageType.IDS, ImageType.IDS.fileName(pid), ids);
        write(sink, ImageType.MM, ImageType.MM.fileName(pid), mms.get(pid));
        write(sink, ImageType.FS, ImageType.FS.fileName(pid), fs.get(pid));
        if ((sharing & Sched.CLONE_FILES) != 0) {
            return;
        }
        String fdinfo = ImageType.FDINFO.fileName(ids.getFilesId());
        try (ImageWriter image = new ImageWriter(ImageType.FDINFO, sink.create(fdinfo))) {
            for (FdinfoEntry descriptor : descriptors.getOrDefault(pid, List.of())) {
                image.write(descriptor);
            }
        }
    }

    private TreeGroups groups() {
        Set<Integer> pids = tasks.stream().map(InspectedTask::pid).collect(Collectors.toSet());
        return new TreeGroups(pids, tasks.get(0).stat().pgrp());
    }

    private PstreeEntry pstree(InspectedTask task, TreeGroups groups) {
        boolean isRoot = task.pid() == tasks.get(0).pid();
        return PstreeEntry.newBuilder()
                .setPid(task.pid())
                .setPpid(isRoot ? 0 : task.stat().ppid())
                .setPgid(groups.of(task.stat().pgrp()))
                .setSid(task.stat().session())
                .addAllThreads(task.cores().keySet())
                .build();
    }

    private static TaskKobjIdsEntry ids(int number) {
        return TaskKobjIdsEntry.newBuilder()
                .setVmId(number)
                .setFilesId(number)
                .setFsId(number)
                .setSighandId(number)
                .build();
    }

    private static void write(ImageSink sink, ImageType type, String name, MessageLite entry) throws IOException {
        try (ImageWriter image = new ImageWriter(type, sink.create(name))) {
            image.write(entry);
        }
    }
}
