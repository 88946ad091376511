package dev.ferry.engine.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.engine.dump.DumpOptions;
import dev.ferry.engine.dump.DumpRunner;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.CarriedFile;
import dev.ferry.engine.image.proto.CoreEntry;
import dev.ferry.engine.image.proto.CredsEntry;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.Manifest;
import dev.ferry.engine.image.proto.RegFileEntry;
import dev.ferry.engine.policy.Caller;
import dev.ferry.engine.policy.Confinement;
import dev.ferry.engine.specimen.Engine;
import dev.ferry.engine.stream.DirectoryImageSink;
import dev.ferry.engine.stream.ImageSink;
import dev.ferry.linux.file.Device;
import dev.ferry.linux.file.Mknod;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * An engine that sudo has made root for a user restores that user's program, and nothing that a checkpoint which lies could smuggle in:
 * the kernel refuses it, because the engine has become one of the user.
 */
@EnabledIf("dev.ferry.engine.specimen.Engine#isRoot")
class ConfinedRestoreRootTest {
    private static final int NOBODY = 65534;
    private static final Caller CALLER = new Caller(NOBODY, NOBODY, List.of(NOBODY), "nobody", true);
    private static final String SECRET = "secret";
    private static final Device NULL = new Device(1, 3);
    /** Those of the engine itself: CHECKPOINT_RESTORE and SETPCAP. */
    private static final int[] ENGINES = {1 << 8, 1 << 8};

    @TempDir
    private static Path dir;

    private static Path home;
    private static Path checkpoint;
    private static int root;
    private static Map<String, String> outcomes;

    /** Makes one change to a checkpoint. */
    interface Change {
        void apply(Damage damage) throws IOException;
    }

    @BeforeAll
    static void tryEverything() throws Exception {
        open(dir);
        home = Files.createDirectory(dir.resolve("home"));
        Files.setAttribute(home, "unix:uid", NOBODY);
        Files.setAttribute(home, "unix:gid", NOBODY);
        Path secret = Files.writeString(dir.resolve(SECRET), "of root");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Files.copy(Path.of("/bin/true"), dir.resolve("root-program"));
        Files.setPosixFilePermissions(dir.resolve("root-program"), PosixFilePermissions.fromString("rwx------"));
        Mknod.charDevice(dir.resolve("root-device").toString(), 0600, NULL);
        Files.createSymbolicLink(home.resolve("engine"), Path.of("/proc/self/mem"));
        checkpoint = dir.resolve("checkpoint");
        dumpAProgramOfNobody();
        outcomes = restore(prepared());
    }

    @AfterAll
    static void nothingIsLeft() throws IOException {
        Files.delete(home.resolve("engine"));
        assertThat(Path.of("/proc", Integer.toString(root))).doesNotExist();
        assertThat(Path.of("/etc/ferry-hostile")).doesNotExist();
        assertThat(home.resolve("hostile")).doesNotExist();
    }

    @Test
    void theUsersOwnProgramIsRestored() {
        assertThat(outcomes.get("as it is")).isEqualTo("restored " + root);
    }

    @Test
    void noUserOrGroupIsBecome() {
        refused("real user", "EPERM");
        refused("saved user", "EPERM");
        refused("group", "setgroups", "EPERM");
        refused("supplementary group", "setgroups", "EPERM");
        refused("without credentials", "EPERM");
    }

    @Test
    void noPrivilegeIsGivenNotEvenThatOfTheEngine() {
        refused("capability", "lets none in");
        refused("engine's capabilities", "lets none in");
        refused("inheritable capability", "lets none in");
    }

    @Test
    void noFileIsOpenedThatTheUserMayNotOpen() {
        refused("secret to read", "EACCES");
        refused("file of root to write", "EACCES");
        refused("secret to run", "EACCES");
        refused("working directory of root", "EACCES");
        refused("device", "EACCES");
        refused("memory of the engine", "tells about a process that is not part of it");
    }

    @Test
    void noFileIsPutWhereTheUserMayNot() {
        refused("carried into etc", "EACCES");
        refused("carried for root", "EPERM");
        refused("carried set-user-id", "only root may put");
    }

    @Test
    void nothingIsScheduledBeforeOthers() {
        refused("real-time", "sched_setattr", "EPERM");
        refused("nice", "sched_setattr", "EPERM");
    }

    private static void refused(String name, String... words) {
        assertThat(outcomes.get(name)).as(name).doesNotStartWith("restored").contains(words);
    }

    private static Map<String, Change> changes() {
        Map<String, Change> changes = new LinkedHashMap<>();
        changes.put("as it is", damage -> {});
        changes.put(
                "real user",
                creds(creds -> creds.setUid(0).setEuid(0).setSuid(0).setFsuid(0)));
        changes.put("saved user", creds(creds -> creds.setSuid(0)));
        changes.put(
                "group", creds(creds -> creds.setGid(0).setEgid(0).setSgid(0).setFsgid(0)));
        changes.put("supplementary group", creds(creds -> creds.addGroups(0)));
        changes.put(
                "without credentials", core(core -> core.getThreadCoreBuilder().clearCreds()));
        changes.put("capability", creds(creds -> creds.setCapPrm(0, 1 << 21).setCapEff(0, 1 << 21)));
        changes.put("engine's capabilities", creds(ConfinedRestoreRootTest::keepThoseOfTheEngine));
        changes.put("inheritable capability", creds(creds -> creds.setCapInh(0, 1)));
        changes.put("secret to read", open("input", dir.resolve(SECRET).toString(), 0));
        changes.put("file of root to write", open("input", "/etc/passwd", 1));
        changes.put("memory of the engine", open("input", home.resolve("engine").toString(), 2));
        changes.put("secret to run", open("sleep", dir.resolve("root-program").toString(), 0));
        changes.put("working directory of root", workingDirectory("/root"));
        changes.put("device", device(dir.resolve("root-device").toString()));
        changes.put("carried into etc", carried(file -> file.setPath("/etc/ferry-hostile")));
        String inHome = home.resolve("hostile").toString();
        changes.put("carried for root", carried(file -> file.setPath(inHome).setUid(0)));
        changes.put(
                "carried set-user-id",
                carried(file -> file.setPath(inHome).setUid(0).setMode(0104755)));
        changes.put(
                "real-time",
                core(core -> core.getThreadCoreBuilder().setSchedPolicy(1).setSchedPrio(50)));
        changes.put("nice", core(core -> core.getThreadCoreBuilder().setSchedNice(-20)));
        return changes;
    }

    private static void keepThoseOfTheEngine(CredsEntry.Builder creds) {
        for (int half = 0; half < ENGINES.length; half++) {
            creds.setCapPrm(half, ENGINES[half]).setCapEff(half, ENGINES[half]);
            creds.setCapInh(half, ENGINES[half]).setCapAmb(half, ENGINES[half]);
        }
    }

    private static List<String> prepared() throws IOException {
        List<String> directories = new ArrayList<>();
        for (Map.Entry<String, Change> change : changes().entrySet()) {
            Path copy = Files.createDirectory(dir.resolve(change.getKey()));
            copy(checkpoint, copy);
            change.getValue().apply(new Damage(copy));
            open(copy);
            directories.add(copy.toString());
        }
        return directories;
    }

    /** A program with a file to read and one to write, the latter of which comes along. */
    private static void dumpAProgramOfNobody() throws Exception {
        Files.writeString(home.resolve("input"), "words");
        String script = "exec 5<input 6>>output; echo more >&6; echo $$ >pid; exec sleep 1000";
        new ProcessBuilder(
                        "setpriv",
                        "--reuid=65534",
                        "--regid=65534",
                        "--clear-groups",
                        "setsid",
                        "--fork",
                        "sh",
                        "-c",
                        script)
                .directory(home.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(new File("/dev/null"))
                .redirectError(new File("/dev/null"))
                .start()
                .waitFor();
        await().until(ConfinedRestoreRootTest::isSleeping);
        root = pid();
        try (Engine engine = new Engine();
                ImageSink sink = new DirectoryImageSink(checkpoint)) {
            DumpOptions options = DumpOptions.defaults().withFate(DumpOptions.Fate.KILL);
            engine.call(() -> new DumpRunner(options).run(root, sink));
            await().until(() -> !Files.exists(Path.of("/proc", Integer.toString(root))));
        }
        Files.delete(home.resolve("output"));
    }

    private static boolean isSleeping() throws IOException {
        return Files.exists(home.resolve("pid"))
                && !Files.readString(home.resolve("pid")).isBlank()
                && Files.readString(Path.of("/proc", Integer.toString(pid()), "comm"))
                        .equals("sleep\n");
    }

    private static int pid() throws IOException {
        return Integer.parseInt(Files.readString(home.resolve("pid")).strip());
    }

    /** All by one engine, whose libraries are where its user can read them. */
    private static Map<String, String> restore(List<String> checkpoints) throws Exception {
        List<String> java = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djna.tmpdir=" + home,
                "-Duser.home=" + home,
                "-cp",
                readableClasses(),
                RestoreEach.class.getName()));
        java.addAll(checkpoints);
        Process engine = new ProcessBuilder(Confinement.command(CALLER, java))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String answers = new String(engine.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(engine.waitFor()).as(answers).isZero();
        return answers.lines()
                .map(line -> line.split("\t", 2))
                .collect(Collectors.toMap(words -> words[0], words -> words[1]));
    }

    private static String readableClasses() throws IOException {
        Path classes = Files.createDirectory(dir.resolve("classes"));
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path from = Path.of(entry);
            if (Files.isDirectory(from) || entry.matches(".*/(jna|protobuf|slf4j|zstd|ferry)[^/]*[.]jar")) {
                Path to = classes.resolve(copies.size() + "-" + from.getFileName());
                copy(from, to);
                copies.add(to.toString());
            }
        }
        open(classes);
        return String.join(File.pathSeparator, copies);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Path copy = to.resolve(from.relativize(path).toString());
                if (!Files.isDirectory(path) || !Files.exists(copy)) {
                    Files.copy(path, copy);
                }
            }
        }
    }

    /** Lets everybody read a directory and all that is in it. */
    private static void open(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                String mode = Files.isDirectory(path) ? "rwxr-xr-x" : "rw-r--r--";
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
            }
        }
    }

    private static Change core(Consumer<CoreEntry.Builder> change) {
        return damage -> damage.entries(ImageType.CORE, ImageType.CORE.fileName(root), CoreEntry.parser(), entries -> {
            CoreEntry.Builder core = entries.get(0).toBuilder();
            change.accept(core);
            entries.set(0, core.build());
        });
    }

    private static Change creds(Consumer<CredsEntry.Builder> change) {
        return core(core -> change.accept(core.getThreadCoreBuilder().getCredsBuilder()));
    }

    /** Lets the open file with a name like that be another one. */
    private static Change open(String name, String instead, int flags) {
        return file(
                reg -> reg.getName().endsWith("/" + name),
                reg -> reg.setName(instead)
                        .setFlags(flags)
                        .clearSize()
                        .clearBuildId()
                        .setPos(0));
    }

    private static Change workingDirectory(String instead) {
        return file(reg -> reg.getName().equals(home.toString()), reg -> reg.setName(instead));
    }

    private static Change device(String instead) {
        return file(reg -> reg.getName().equals("/dev/null"), reg -> reg.setName(instead));
    }

    private static Change file(Predicate<RegFileEntry> which, Consumer<RegFileEntry.Builder> change) {
        return damage -> damage.entries(ImageType.FILES, ImageType.FILES.fileName(), FileEntry.parser(), entries -> {
            List<FileEntry> before = List.copyOf(entries);
            entries.replaceAll(entry -> {
                FileEntry.Builder changed = entry.toBuilder();
                if (entry.hasReg() && which.test(entry.getReg())) {
                    change.accept(changed.getRegBuilder());
                }
                return changed.build();
            });
            assertThat(entries).isNotEqualTo(before);
        });
    }

    private static Change carried(Consumer<CarriedFile.Builder> change) {
        return damage -> {
            Path file = damage.checkpoint().resolve("ferry-manifest");
            Manifest.Builder manifest = Manifest.parseFrom(Files.readAllBytes(file)).toBuilder();
            for (CarriedFile.Builder carried : manifest.getCarriedBuilderList()) {
                if (carried.getPath().endsWith("/output")) {
                    change.accept(carried);
                }
            }
            Files.write(file, manifest.build().toByteArray());
        };
    }
}
