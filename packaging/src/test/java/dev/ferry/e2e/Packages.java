package dev.ferry.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.ferry.testhost.Ran;
import dev.ferry.testhost.TestHost;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The packages, and hosts to install them on. */
final class Packages {
    private static final Path PACKAGING =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath();

    /** Everything that Ferry could leave somewhere; what dpkg keeps about itself and other packages' caches are not meant. */
    private static final String FILES = "find /usr /etc /opt /var /root -path /root/.m2 -prune"
            + " -o -path /var/lib/dpkg -prune -o -path /var/cache -prune -o -path /var/log -prune -o -print";

    private Packages() {}

    /** Makes them out of Ferry as it is built, once: test classes run beside each other, and one may be installing them already. */
    static void build() throws IOException {
        Path made = PACKAGING.resolve("target/packages.made");
        try (FileChannel one = FileChannel.open(PACKAGING.resolve("target/packages.lock"), CREATE, WRITE)) {
            FileLock lock = one.lock();
            if (!isNewer(made, PACKAGING.resolve("target/ferry/lib"))) {
                Ran.here(List.of(PACKAGING.resolve("package.sh").toString(), "--quick"))
                        .outIfOk();
                Files.write(made, new byte[0]);
            }
            lock.release();
        }
    }

    private static boolean isNewer(Path file, Path other) throws IOException {
        return Files.exists(file) && Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(other)) > 0;
    }

    static Path ferry() throws IOException {
        return found("ferry_", ".deb");
    }

    static Path headless() throws IOException {
        return found("ferry-headless_", ".deb");
    }

    static Path headlessRpm() throws IOException {
        return found("ferry-headless-", ".rpm");
    }

    /** The same package with an older version, and with a file that the newer one has no more. */
    static Path older(Path deb, String version, Path directory) throws IOException {
        Path tree = directory.resolve("tree");
        Ran.here(List.of("dpkg-deb", "-R", deb.toString(), tree.toString())).outIfOk();
        Path control = tree.resolve("DEBIAN/control");
        Files.writeString(
                control, Files.readString(control).replaceFirst("\nVersion: .*\n", "\nVersion: " + version + "\n"));
        Files.write(tree.resolve("usr/lib/ferry/lib/of-old.jar"), "of old".getBytes(UTF_8));
        Path older = directory.resolve("older.deb");
        Ran.here(List.of("dpkg-deb", "-Znone", "-b", tree.toString(), older.toString()))
                .outIfOk();
        return older;
    }

    /** Hides every Java of the machine. */
    static void withoutJava(TestHost host) throws IOException {
        Ferry.shell(host, "mount -t tmpfs none /usr/lib/jvm && rm -f /usr/bin/java && ! command -v java");
    }

    static void install(TestHost host, Path deb) throws IOException {
        host.exec("dpkg", "-i", deb.toString()).outIfOk();
    }

    /** All paths where programs and their state are kept. */
    static Set<String> files(TestHost host) throws IOException {
        return new TreeSet<>(Ferry.shell(host, FILES).lines().toList());
    }

    private static Path found(String beginning, String end) throws IOException {
        try (Stream<Path> files = Files.list(PACKAGING.resolve("target/packages"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(beginning))
                    .filter(file -> file.toString().endsWith(end))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
