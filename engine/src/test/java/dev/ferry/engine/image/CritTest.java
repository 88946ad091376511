package dev.ferry.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.Message;
import dev.ferry.engine.image.proto.CgroupEntry;
import dev.ferry.engine.image.proto.CoreEntry;
import dev.ferry.engine.image.proto.CredsEntry;
import dev.ferry.engine.image.proto.FdinfoEntry;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.FileLockEntry;
import dev.ferry.engine.image.proto.FsEntry;
import dev.ferry.engine.image.proto.GhostFileEntry;
import dev.ferry.engine.image.proto.InventoryEntry;
import dev.ferry.engine.image.proto.MemfdInodeEntry;
import dev.ferry.engine.image.proto.MmEntry;
import dev.ferry.engine.image.proto.PagemapEntry;
import dev.ferry.engine.image.proto.PagemapHead;
import dev.ferry.engine.image.proto.PipeDataEntry;
import dev.ferry.engine.image.proto.PstreeEntry;
import dev.ferry.engine.image.proto.RemapFilePathEntry;
import dev.ferry.engine.image.proto.SeccompEntry;
import dev.ferry.engine.image.proto.SkPacketEntry;
import dev.ferry.engine.image.proto.StatsEntry;
import dev.ferry.engine.image.proto.TaskKobjIdsEntry;
import dev.ferry.engine.image.proto.TcpStreamEntry;
import dev.ferry.engine.image.proto.TimensEntry;
import dev.ferry.engine.image.proto.TtyDataEntry;
import dev.ferry.engine.image.proto.TtyInfoEntry;
import dev.ferry.engine.image.proto.UtsnsEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** CRIU's own tool as a witness: it reads our images, and writes the same bytes again. */
class CritTest {
    private static final Path CRIT = Path.of("/usr/bin/crit");
    private static final int PAYLOAD_BYTES = 3000;

    /** What came to the format after CRIU 3.17, whose crit would drop it. */
    private static final Set<String> NEWER = Set.of(
            "allow_uprobes",
            "cap_amb",
            "cet",
            "cg_set",
            "dump_criu_run_id",
            "is_threaded",
            "membarrier_registration_mask",
            "no_new_privs",
            "nr_pages",
            "pidfd",
            "pktinfo",
            "plugins_entry",
            "stop_signo",
            "tcp_opts",
            "tos",
            "ttl");

    @TempDir
    private Path directory;

    @BeforeAll
    static void needsCrit() {
        assumeTrue(Files.isExecutable(CRIT), "crit is not installed (Debian package criu)");
    }

    static Stream<Arguments> images() {
        return Stream.of(
                image(ImageType.INVENTORY, InventoryEntry.getDefaultInstance()),
                image(ImageType.PSTREE, PstreeEntry.getDefaultInstance()),
                image(ImageType.CORE, CoreEntry.getDefaultInstance()),
                image(ImageType.IDS, TaskKobjIdsEntry.getDefaultInstance()),
                image(ImageType.CREDS, CredsEntry.getDefaultInstance()),
                image(ImageType.MM, MmEntry.getDefaultInstance()),
                image(ImageType.FS, FsEntry.getDefaultInstance()),
                image(ImageType.FDINFO, FdinfoEntry.getDefaultInstance()),
                image(ImageType.FILES, FileEntry.getDefaultInstance()),
                image(ImageType.REMAP_FPATH, RemapFilePathEntry.getDefaultInstance()),
                image(ImageType.MEMFD_INODE, MemfdInodeEntry.getDefaultInstance(), "mode"),
                image(ImageType.TTY_INFO, TtyInfoEntry.getDefaultInstance()),
                image(ImageType.TTY_DATA, TtyDataEntry.getDefaultInstance()),
                image(ImageType.FILE_LOCKS, FileLockEntry.getDefaultInstance()),
                image(ImageType.SECCOMP, SeccompEntry.getDefaultInstance()),
                image(ImageType.CGROUP, CgroupEntry.getDefaultInstance()),
                image(ImageType.UTSNS, UtsnsEntry.getDefaultInstance()),
                image(ImageType.TIMENS, TimensEntry.getDefaultInstance()),
                image(ImageType.STATS_DUMP, StatsEntry.getDefaultInstance()),
                Arguments.of(ImageType.PAGEMAP, List.of(PagemapHead.newBuilder().setPagesId(1), pages(), pages()), 0),
                Arguments.of(ImageType.PIPES_DATA, List.of(pipeData()), PAYLOAD_BYTES),
                Arguments.of(ImageType.FIFO_DATA, List.of(pipeData(), pipeData()), PAYLOAD_BYTES),
                Arguments.of(ImageType.SK_QUEUES, List.of(packet(), packet()), PAYLOAD_BYTES),
                Arguments.of(ImageType.GHOST_FILE, List.of(ghost()), PAYLOAD_BYTES),
                Arguments.of(ImageType.TCP_STREAM, List.of(tcpStream()), PAYLOAD_BYTES));
    }

    @ParameterizedTest
    @MethodSource("images")
    void readsAndWritesTheSame(ImageType type, List<Message.Builder> entries, int payload) throws Exception {
        Path image = directory.resolve("ours.img");
        try (ImageWriter writer = new ImageWriter(type, Files.newOutputStream(image))) {
            for (Message.Builder entry : entries) {
                writer.write(entry.build());
                writer.writePayload(new byte[payload], 0, payload);
            }
        }

        Path json = directory.resolve("crit.json");
        crit("decode", image, json);
        Path again = directory.resolve("crit.img");
        crit("encode", json, again);

        assertThat(again).hasSameBinaryContentAs(image);
    }

    private void crit(String action, Path from, Path to) throws IOException, InterruptedException {
        Path output = directory.resolve("crit.log");
        Process crit = new ProcessBuilder(CRIT.toString(), action, "-i", from.toString(), "-o", to.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(crit.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(crit.exitValue()).as("%s", Files.readString(output)).isZero();
    }

    private static Arguments image(ImageType type, Message entry, String... without) {
        Set<String> newer = Stream.concat(NEWER.stream(), Stream.of(without)).collect(Collectors.toUnmodifiableSet());
        return Arguments.of(type, List.of(Specimens.filled(entry, newer).toBuilder()), 0);
    }

    private static Message.Builder pages() {
        return PagemapEntry.newBuilder()
                .setVaddr(0x7fff_f000_0000L)
                .setCompatNrPages(17)
                .setFlags(4);
    }

    private static Message.Builder pipeData() {
        return PipeDataEntry.newBuilder().setPipeId(3).setBytes(PAYLOAD_BYTES).setSize(65536);
    }

    private static Message.Builder packet() {
        return SkPacketEntry.newBuilder().setIdFor(9).setLength(PAYLOAD_BYTES);
    }

    private static Message.Builder ghost() {
        return Specimens.filled(GhostFileEntry.getDefaultInstance(), Set.of("chunks")).toBuilder();
    }

    private static Message.Builder tcpStream() {
        Message filled = Specimens.filled(TcpStreamEntry.getDefaultInstance(), Set.of());
        return TcpStreamEntry.newBuilder()
                .mergeFrom(filled)
                .setInqLen(PAYLOAD_BYTES / 3)
                .setOutqLen(PAYLOAD_BYTES - PAYLOAD_BYTES / 3);
    }
}
