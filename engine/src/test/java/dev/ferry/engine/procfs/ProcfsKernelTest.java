package dev.ferry.engine.procfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads this process and children of it on the running kernel. */
class ProcfsKernelTest {
    private static final int SELF = (int) ProcessHandle.current().pid();

    @Test
    void statAndStatusAgreeOnAChild() throws Exception {
        try (Child child = Child.running("read forever")) {
            Stat stat = Stat.read(child.pid());
            Status status = Status.read(child.pid());
            assertThat(stat.pid()).isEqualTo(status.pid()).isEqualTo(child.pid());
            assertThat(stat.ppid()).isEqualTo(status.ppid()).isEqualTo(SELF);
            assertThat(stat.numThreads()).isEqualTo(status.threads()).isEqualTo(1);
        }
    }

    @Test
    void keepsAHostileNameInEveryFile() throws Exception {
        String name = "a) R (\\n\nb";
        try (Child child = Child.running("printf 'a) R (\\\\n\\nb' > /proc/$$/comm; read forever")) {
            child.until(() -> Comm.read(child.pid()).toString().equals(name));
            assertThat(Stat.read(child.pid()).comm()).isEqualTo(name);
            assertThat(Status.read(child.pid()).name()).isEqualTo(name);
        }
    }

    @Test
    void listsAFamilyAsTheTableDoes() throws Exception {
        try (Child parent = Child.running("(sleep 1000 & sleep 1001 & wait) & read forever")) {
            parent.until(() -> ProcessTable.scan().descendants(parent.pid()).size() == 3);
            List<Integer> expected = new ArrayList<>(List.of(parent.pid()));
            ProcessTable.scan().descendants(parent.pid()).forEach(row -> expected.add(row.pid()));
            assertThat(Children.family(parent.pid()).orElseThrow())
                    .startsWith(parent.pid())
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
        assertThat(Children.parse("")).isEmpty();
        assertThatThrownBy(() -> Children.parse("12 x ")).isInstanceOf(ProcfsException.class);
    }

    @Test
    void readsAZombie() throws Exception {
        try (Child parent = Child.running("sh -c 'exit 3' & exec sleep 1000")) {
            parent.until(() -> zombieChild(parent));
            int zombie = ProcessTable.scan().children(parent.pid()).get(0).pid();
            assertThat(Stat.read(zombie).exitCode()).isEqualTo(3 << 8);
            assertThat(Status.read(zombie).vmRssKiB()).isEmpty();
            assertThat(Maps.read(zombie)).isEmpty();
            assertThat(Smaps.read(zombie)).isEmpty();
            assertThat(Fds.read(zombie)).isEmpty();
            assertThat(Auxv.read(zombie).entries()).isEmpty();
            assertThat(Cmdline.read(zombie).arguments()).isEmpty();
        }
    }

    private static boolean zombieChild(Child parent) throws IOException {
        List<ProcessRow> children = ProcessTable.scan().children(parent.pid());
        return children.size() == 1
                && children.get(0).state() == 'Z'
                && Comm.read(parent.pid()).toString().equals("sleep");
    }

    @Test
    void saysThatAProcessHasGone() throws Exception {
        Child child = Child.running("exit 0");
        child.close();
        assertThatThrownBy(() -> Stat.read(child.pid())).isInstanceOf(NoSuchProcessException.class);
        assertThatThrownBy(() -> FdInfo.read(child.pid(), 0)).isInstanceOf(NoSuchProcessException.class);
        assertThatThrownBy(() -> Fds.read(child.pid())).isInstanceOf(NoSuchProcessException.class);
        assertThatThrownBy(() -> Auxv.read(child.pid())).isInstanceOf(NoSuchProcessException.class);
        assertThatThrownBy(() -> ProcessTable.tasks(child.pid()))
                .isInstanceOf(NoSuchProcessException.class)
                .hasMessageContaining("Process " + child.pid() + " has gone");
    }

    @Test
    void saysThatAProcessWentBetweenOpenAndRead() throws Exception {
        Child child = Child.running("read forever");
        ProcFile stat = ProcFile.of(child.pid(), "stat");
        try (FileChannel channel = FileChannel.open(stat.path())) {
            child.close();
            assertThatThrownBy(() -> stat.alive(() -> channel.read(ByteBuffer.allocate(10))))
                    .isInstanceOf(NoSuchProcessException.class)
                    .hasRootCauseMessage("No such process");
        }
    }

    @Test
    void tellsAClosedDescriptorFromAGoneProcess() {
        assertThatThrownBy(() -> FdInfo.read(SELF, 1_000_000)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Stat.read(SELF, 1)).isInstanceOf(NoSuchProcessException.class);
    }

    @Test
    void namesTheWholePathOfAMisreadFile() {
        ProcFile file = ProcFile.of(SELF, "status");
        assertThatThrownBy(() -> file.text(Stat::parse)).hasMessageContaining("/proc/" + SELF + "/status, line 1");
    }

    @Test
    void findsADeletedFileWithAnAwkwardName(@TempDir Path directory) throws Exception {
        Path file = Files.write(directory.resolve("a b\nc (x)"), new byte[8192]);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer mapped = channel.map(MapMode.READ_WRITE, 4096, 4096);
            Files.delete(file);
            Mapping mapping = Smaps.read(SELF).stream()
                    .filter(m -> m.path().equals(file + " (deleted)"))
                    .findFirst()
                    .orElseThrow();
            assertThat(mapped.capacity()).isEqualTo((int) mapping.length());
            assertThat(mapping.offset()).isEqualTo(4096);
            assertThat(mapping.deleted() && mapping.shared()).isTrue();
            assertThat(mapping.flags()).contains(VmFlag.SHARED, VmFlag.READ, VmFlag.WRITE);
        }
    }

    @Test
    void knowsAllFlagsOfThisProcess() throws Exception {
        assertThat(Smaps.read(SELF)).allMatch(m -> m.unknownFlags().isEmpty());
    }

    @Test
    void findsTheVdsoWhereTheAuxiliaryVectorSays() throws Exception {
        long vdso = Auxv.read(SELF).value(Auxv.AT_SYSINFO_EHDR).orElseThrow();
        assertThat(Maps.read(SELF))
                .filteredOn(Mapping::isVdso)
                .extracting(Mapping::start)
                .containsExactly(vdso);
    }

    @Test
    void readsAnOpenFileDownToItsMount(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("open");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap("1234567".getBytes(UTF_8)));
            int fd = Fds.read(SELF).stream()
                    .filter(open -> open.link().equals(file.toString()))
                    .mapToInt(OpenDescriptor::fd)
                    .findFirst()
                    .orElseThrow();
            FdInfo info = FdInfo.read(SELF, fd);
            assertThat(info.pos()).isEqualTo(7);
            Mount mount = MountInfo.read(SELF).byId(info.mntId()).orElseThrow();
            assertThat(mount.fsType()).isEqualTo(Files.getFileStore(file).type());
        }
    }

    @Test
    void readsTheDescriptorsOfAChildInOrder() throws Exception {
        try (Child child = Child.running("exec 7>/dev/null 5</dev/null; read forever")) {
            child.until(() -> Fds.read(child.pid()).size() == 5);
            assertThat(Fds.read(child.pid())).extracting(OpenDescriptor::fd).containsExactly(0, 1, 2, 5, 7);
            assertThat(Fds.read(child.pid(), child.pid())).contains(new OpenDescriptor(7, "/dev/null"));
            assertThat(FdInfo.read(child.pid(), 7).cloexec()).isFalse();
        }
    }

    @Test
    void listsDescendantsAndThreads() throws Exception {
        try (Child child = Child.running("sh -c 'sleep 1000 & wait' & wait")) {
            child.until(() -> ProcessTable.scan().descendants(child.pid()).size() == 2);
            ProcessTable table = ProcessTable.scan();
            List<ProcessRow> descendants = table.descendants(child.pid());
            assertThat(descendants.get(0).ppid()).isEqualTo(child.pid());
            assertThat(descendants.get(1).ppid()).isEqualTo(descendants.get(0).pid());
            assertThat(table.find(child.pid()))
                    .get()
                    .extracting(ProcessRow::uid)
                    .isEqualTo(uid());
            assertThat(ProcessTable.tasks(child.pid())).containsExactly(child.pid());
            assertThat(ProcessTable.tasks(SELF))
                    .contains(SELF)
                    .hasSizeGreaterThan(5)
                    .isSorted();
        }
    }

    @Test
    void showsInTheTableWhatStatSays() throws Exception {
        Stat stat = Stat.read(SELF);
        ProcessRow row = ProcessTable.scan().find(SELF).orElseThrow();
        assertThat(row.comm()).isEqualTo(stat.comm());
        assertThat(row.ppid()).isEqualTo(stat.ppid());
        assertThat(row.session()).isEqualTo(stat.session());
        assertThat(row.pgrp()).isEqualTo(stat.pgrp());
        assertThat(row.starttime()).isEqualTo(stat.starttime());
    }

    @Test
    void findsNoTimersInAShell() throws Exception {
        try (Child child = Child.running("read forever")) {
            assertThat(Timers.read(child.pid())).isEmpty();
        }
    }

    private static int uid() throws IOException {
        return Status.read(SELF).uids().effective();
    }
}
