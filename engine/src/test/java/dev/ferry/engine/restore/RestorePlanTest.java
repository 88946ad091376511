package dev.ferry.engine.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.MessageLite;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.ImageWriter;
import dev.ferry.engine.image.proto.CoreEntry;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.InventoryEntry;
import dev.ferry.engine.image.proto.IpcDescEntry;
import dev.ferry.engine.image.proto.IpcShmEntry;
import dev.ferry.engine.image.proto.MmEntry;
import dev.ferry.engine.image.proto.PstreeEntry;
import dev.ferry.engine.image.proto.TaskCoreEntry;
import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.engine.memory.SysvSegments;
import dev.ferry.engine.memory.VmaStatus;
import dev.ferry.engine.precopy.TreeShape;
import dev.ferry.engine.stream.DirectoryImageSink;
import dev.ferry.engine.stream.DirectoryImageSource;
import dev.ferry.engine.stream.ImageSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees of zombies, which need least: what a living task needs is tested with real checkpoints. */
class RestorePlanTest {
    private static final int ZOMBIE = 6;
    /** Trees with more tasks are refused before anybody asks for these. */
    private static final int MANY = 10;

    @TempDir
    private Path dir;

    private final InventoryEntry.Builder inventory =
            InventoryEntry.newBuilder().setImgVersion(2).setFdinfoPerId(true);
    private final List<PstreeEntry> tree = new ArrayList<>();
    private final List<FileEntry> files = new ArrayList<>();
    private final List<IpcShmEntry> segments = new ArrayList<>();

    @Test
    void putsParentsBeforeChildren() throws IOException {
        tree.add(task(10, 0, 10, 10));
        tree.add(task(11, 10, 10, 10));
        tree.add(task(12, 11, 12, 10));
        RestorePlan plan = plan();
        assertThat(plan.tasks()).extracting(TaskPlan::pid).containsExactly(10, 11, 12);
        assertThat(plan.root().pid()).isEqualTo(10);
        assertThat(plan.shape().children().get(10))
                .extracting(TreeShape.Member::pid)
                .containsExactly(11);
    }

    @Test
    void letsTheRootLeadWhatALeaderOutsideOfTheTreeLed() throws IOException {
        tree.add(task(10, 0, 5, 4));
        tree.add(task(11, 10, 5, 4));
        assertThat(plan().tasks()).allMatch(task -> task.pgid() == 10 && task.sid() == 10);
    }

    @Test
    void refusesAnotherFormat() {
        tree.add(task(10, 0, 10, 10));
        inventory.setImgVersion(1);
        assertThatThrownBy(this::plan).isInstanceOf(ImageException.class).hasMessageContaining("image format 1");
    }

    @Test
    void refusesATreeThatIsNone() {
        tree.add(task(10, 0, 10, 10));
        tree.add(task(11, 12, 10, 10));
        assertThatThrownBy(this::plan).isInstanceOf(ImageException.class).hasMessageContaining("process 11");
    }

    @Test
    void refusesMoreGenerationsThanOurStackHolds() {
        tree.add(task(10, 0, 10, 10));
        for (int pid = 11; pid < 1200; pid++) {
            tree.add(task(pid, pid - 1, 10, 10));
        }
        assertThatThrownBy(this::plan).isInstanceOf(ImageException.class).hasMessageContaining("generations");
    }

    @Test
    void refusesTheChildrenOfAZombie() throws IOException {
        tree.add(task(10, 0, 10, 10));
        RestorePlan plan = plan();
        assertThatThrownBy(plan::requireLivingParents)
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("process 10");
    }

    @Test
    void refusesNoTree() {
        assertThatThrownBy(this::plan).isInstanceOf(ImageException.class).hasMessageContaining("no tasks");
    }

    @Test
    void refusesThreadIdsOutOfRangeOrUsedTwice() {
        for (int tid : new int[] {0, 1, -1, (1 << 22) + 1, 10}) {
            tree.clear();
            tree.add(task(10, 0, 10, 10).toBuilder().addThreads(tid).build());
            assertThatThrownBy(this::plan).isInstanceOf(ImageException.class).hasMessageContaining("thread id " + tid);
        }
    }

    @Test
    void refusesTheSameOpenFileTwice() {
        tree.add(task(10, 0, 10, 10));
        files.add(FileEntry.newBuilder().setType(FdTypes.REG).setId(3).build());
        files.add(files.get(0));
        assertThatThrownBy(this::plan).isInstanceOf(ImageException.class).hasMessageContaining("open file 3 twice");
    }

    @Test
    void namesAnOpenFileThatIsNotThere() throws IOException {
        tree.add(task(10, 0, 10, 10));
        RestorePlan plan = plan();
        assertThatThrownBy(() -> plan.file(3))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("open file 3");
    }

    @Test
    void refusesSegmentsThatCanNotBe() {
        tree.add(task(10, 0, 10, 10));
        for (IpcShmEntry.Builder bad : List.of(
                segment().setSize(0),
                segment().setSize(1L << 50),
                segment().setDesc(desc().setId(-1)),
                segment().setDesc(desc().setMode(0x10000)),
                segment().setInPagemaps(false),
                segment().setHugetlbFlag(1))) {
            segments.clear();
            segments.add(bad.build());
            assertThatThrownBy(this::plan)
                    .isInstanceOf(ImageException.class)
                    .hasMessageContaining("System V shared memory");
        }
    }

    @Test
    void refusesTheSameSegmentTwice() {
        tree.add(task(10, 0, 10, 10));
        segments.add(segment().build());
        segments.add(segment().build());
        assertThatThrownBy(this::plan).isInstanceOf(ImageException.class).hasMessageContaining("segment 7 twice");
    }

    @Test
    void refusesMappingsOutsideOfTheirSegment() throws IOException {
        tree.add(task(10, 0, 10, 10));
        segments.add(segment().build());
        RestorePlan plan = plan();
        MappingPlan.check(10, mapped(7, 0, 2), plan);
        MappingPlan.check(10, mapped(7, 1, 1), plan);
        for (MmEntry bad : List.of(mapped(8, 0, 1), mapped(7, 0, 3), mapped(7, 1, 2), mapped(7, 3, 1))) {
            assertThatThrownBy(() -> MappingPlan.check(10, bad, plan))
                    .isInstanceOf(ImageException.class)
                    .hasMessageContaining("System V shared memory");
        }
    }

    private static MmEntry mapped(int segment, int firstPage, int pages) {
        VmaEntry vma = VmaEntry.newBuilder()
                .setStart(0x10000)
                .setEnd(0x10000 + pages * 4096L)
                .setPgoff(firstPage * 4096L)
                .setShmid(segment)
                .setProt(3)
                .setFlags(0x21)
                .setStatus(VmaStatus.REGULAR | VmaStatus.ANON_SHARED | VmaStatus.SYSVIPC)
                .setFd(-1)
                .build();
        return MmEntry.newBuilder().addVmas(vma).buildPartial();
    }

    private static IpcShmEntry.Builder segment() {
        return IpcShmEntry.newBuilder().setDesc(desc()).setSize(5000).setInPagemaps(true);
    }

    private static IpcDescEntry.Builder desc() {
        return IpcDescEntry.newBuilder()
                .setKey(0)
                .setUid(0)
                .setGid(0)
                .setCuid(0)
                .setCgid(0)
                .setMode(0600)
                .setId(7);
    }

    private RestorePlan plan() throws IOException {
        Path set = dir.resolve("set-" + System.nanoTime());
        try (DirectoryImageSink sink = new DirectoryImageSink(set)) {
            write(sink, ImageType.INVENTORY, ImageType.INVENTORY.fileName(), List.of(inventory.build()));
            write(sink, ImageType.PSTREE, ImageType.PSTREE.fileName(), tree);
            write(sink, ImageType.FILES, ImageType.FILES.fileName(), files);
            write(sink, ImageType.IPCNS_SHM, ImageType.IPCNS_SHM.fileName(SysvSegments.NAMESPACE), segments);
            for (PstreeEntry task : tree.subList(0, Math.min(tree.size(), MANY))) {
                write(sink, ImageType.CORE, ImageType.CORE.fileName(task.getPid()), List.of(zombie()));
            }
            sink.finish();
        }
        try (ImageSource source = new DirectoryImageSource(set)) {
            return RestorePlan.of(CheckpointImages.read(source));
        }
    }

    private static void write(DirectoryImageSink sink, ImageType type, String name, List<? extends MessageLite> entries)
            throws IOException {
        try (ImageWriter writer = new ImageWriter(type, sink.create(name))) {
            for (MessageLite entry : entries) {
                writer.write(entry);
            }
        }
    }

    private static PstreeEntry task(int pid, int ppid, int pgid, int sid) {
        return PstreeEntry.newBuilder()
                .setPid(pid)
                .setPpid(ppid)
                .setPgid(pgid)
                .setSid(sid)
                .addThreads(pid)
                .build();
    }

    private static CoreEntry zombie() {
        TaskCoreEntry task = TaskCoreEntry.newBuilder()
                .setPersonality(0)
                .setTaskState(ZOMBIE)
                .setExitCode(0)
                .setFlags(0)
                .setBlkSigset(0)
                .setComm("gone")
                .build();
        return CoreEntry.newBuilder()
                .setMtype(CoreEntry.March.X86_64)
                .setTc(task)
                .build();
    }
}
