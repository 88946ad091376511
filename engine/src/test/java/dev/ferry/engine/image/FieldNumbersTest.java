package dev.ferry.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.ferry.engine.image.proto.Apparmor;
import dev.ferry.engine.image.proto.Autofs;
import dev.ferry.engine.image.proto.BinfmtMisc;
import dev.ferry.engine.image.proto.BpfmapData;
import dev.ferry.engine.image.proto.Cgroup;
import dev.ferry.engine.image.proto.Cpuinfo;
import dev.ferry.engine.image.proto.Fdinfo;
import dev.ferry.engine.image.proto.FileLock;
import dev.ferry.engine.image.proto.Fs;
import dev.ferry.engine.image.proto.GhostFile;
import dev.ferry.engine.image.proto.Inventory;
import dev.ferry.engine.image.proto.IpcMsgOuterClass;
import dev.ferry.engine.image.proto.IpcSem;
import dev.ferry.engine.image.proto.IpcVar;
import dev.ferry.engine.image.proto.Mm;
import dev.ferry.engine.image.proto.Mnt;
import dev.ferry.engine.image.proto.Netdev;
import dev.ferry.engine.image.proto.Pagemap;
import dev.ferry.engine.image.proto.Pidns;
import dev.ferry.engine.image.proto.PipeData;
import dev.ferry.engine.image.proto.Pstree;
import dev.ferry.engine.image.proto.RemapFilePath;
import dev.ferry.engine.image.proto.Seccomp;
import dev.ferry.engine.image.proto.SkPacket;
import dev.ferry.engine.image.proto.Stats;
import dev.ferry.engine.image.proto.TcpStream;
import dev.ferry.engine.image.proto.Timens;
import dev.ferry.engine.image.proto.Userns;
import dev.ferry.engine.image.proto.Utsns;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Our messages against the compiled messages that come with CRIU: the same number, type and label for every field. */
class FieldNumbersTest {
    private static final Path PYCRIU = Path.of("/usr/lib/python3/dist-packages/pycriu/images");

    /** Prints one line per field (message number label type) and per enum value (enum number). */
    private static final String PRINT_FIELDS = """
            import glob, importlib, os, sys
            sys.path.insert(0, sys.argv[1])
            def enum(e):
                for v in e.values:
                    print(e.full_name, v.number)
            def message(m):
                for f in m.fields:
                    print(m.full_name, f.number, f.label, f.type)
                for e in m.enum_types:
                    enum(e)
            for path in glob.glob(sys.argv[1] + '/*_pb2.py'):
                d = importlib.import_module(os.path.basename(path)[:-3]).DESCRIPTOR
                for m in d.message_types_by_name.values():
                    message(m)
                for e in d.enum_types_by_name.values():
                    enum(e)
            """;

    private static final List<FileDescriptor> OURS = List.of(
            Apparmor.getDescriptor(),
            Autofs.getDescriptor(),
            BinfmtMisc.getDescriptor(),
            BpfmapData.getDescriptor(),
            Cpuinfo.getDescriptor(),
            IpcMsgOuterClass.getDescriptor(),
            IpcSem.getDescriptor(),
            IpcVar.getDescriptor(),
            Mnt.getDescriptor(),
            Netdev.getDescriptor(),
            Pidns.getDescriptor(),
            Userns.getDescriptor(),
            Cgroup.getDescriptor(),
            Fdinfo.getDescriptor(),
            FileLock.getDescriptor(),
            Fs.getDescriptor(),
            GhostFile.getDescriptor(),
            Inventory.getDescriptor(),
            IpcMsgOuterClass.getDescriptor(),
            IpcSem.getDescriptor(),
            Mm.getDescriptor(),
            Pagemap.getDescriptor(),
            PipeData.getDescriptor(),
            Pstree.getDescriptor(),
            RemapFilePath.getDescriptor(),
            Seccomp.getDescriptor(),
            SkPacket.getDescriptor(),
            Stats.getDescriptor(),
            TcpStream.getDescriptor(),
            Timens.getDescriptor(),
            Utsns.getDescriptor());

    @Test
    void agreeWithCriu() throws Exception {
        assumeTrue(Files.isDirectory(PYCRIU), "pycriu is not installed (Debian package criu)");
        Map<String, Set<String>> criu = criuFields();
        Map<String, Set<String>> ours = ourFields();

        ours.keySet().removeIf(name -> !criu.containsKey(name));

        assertThat(ours).hasSizeGreaterThan(115);
        assertThat(ours)
                .allSatisfy((name, fields) -> assertThat(fields)
                        .as(name)
                        .containsAll(name.equals("coreentry") ? x86Only(criu.get(name)) : criu.get(name)));
    }

    /** Registers of other architectures are left out on purpose. */
    private static Set<String> x86Only(Set<String> fields) {
        return fields.stream().filter(field -> field.matches("[1-5] .*")).collect(Collectors.toSet());
    }

    private static Map<String, Set<String>> criuFields() throws IOException, InterruptedException {
        Process python = new ProcessBuilder("/usr/bin/python3", "-c", PRINT_FIELDS, PYCRIU.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor()).isZero();
        return Arrays.stream(output.split("\n"))
                .map(line -> line.split(" ", 2))
                .collect(Collectors.groupingBy(
                        line -> plain(line[0]), Collectors.mapping(line -> line[1], Collectors.toSet())));
    }

    private static Map<String, Set<String>> ourFields() {
        Map<String, Set<String>> fields = new HashMap<>();
        OURS.forEach(file -> collect(file, fields));
        return fields;
    }

    private static void collect(FileDescriptor file, Map<String, Set<String>> fields) {
        file.getDependencies().forEach(dependency -> collect(dependency, fields));
        file.getMessageTypes().forEach(message -> collect(message, fields));
        file.getEnumTypes().forEach(values -> collect(values, fields));
    }

    private static void collect(Descriptor message, Map<String, Set<String>> fields) {
        Set<String> lines = fields.computeIfAbsent(plain(message.getFullName()), name -> new TreeSet<>());
        for (FieldDescriptor field : message.getFields()) {
            var proto = field.toProto();
            lines.add(field.getNumber() + " " + proto.getLabel().getNumber() + " "
                    + proto.getType().getNumber());
        }
        message.getEnumTypes().forEach(values -> collect(values, fields));
    }

    private static void collect(EnumDescriptor values, Map<String, Set<String>> fields) {
        Set<String> lines = fields.computeIfAbsent(plain(values.getFullName()), name -> new TreeSet<>());
        for (EnumValueDescriptor value : values.getValues()) {
            lines.add(Integer.toString(value.getNumber()));
        }
    }

    /** CRIU's {@code task_core_entry} is our {@code ferry.image.TaskCoreEntry}. */
    private static String plain(String name) {
        return name.replace("ferry.image.", "")
                .replaceAll("_t$", "")
                .replace("_", "")
                .toLowerCase(Locale.ROOT);
    }
}
