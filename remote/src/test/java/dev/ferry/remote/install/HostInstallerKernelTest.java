package dev.ferry.remote.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real scripts in a real shell, with a small engine. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostInstallerKernelTest {
    private static final String STARTS = "echo ferry";

    @TempDir
    Path directory;

    private LocalShell host;
    private HostInstaller installer;

    @BeforeEach
    void reach() throws IOException {
        host = LocalShell.in(directory);
        installer = new HostInstaller(host);
    }

    @Test
    void bringsItOnce() throws Exception {
        HeadlessImage image = SmallImage.of(directory, "1.2", STARTS);
        assertThat(install(image)).isEqualTo(new InstallOutcome.Brought("1.2", Optional.empty(), image.bytes()));
        assertThat(host.cache().resolve("current/bin/ferry")).isExecutable();
        assertThat(content(host.cache())).containsExactly("current", "versions");
        assertThat(install(image)).isEqualTo(new InstallOutcome.Present("1.2"));
    }

    @Test
    void keepsTheVersionBeforeForEnginesThatAreAtWork() throws Exception {
        HeadlessImage first = SmallImage.of(directory, "1.1", STARTS);
        HeadlessImage second = SmallImage.of(directory, "1.2", STARTS);
        HeadlessImage third = SmallImage.of(directory, "1.3", STARTS);
        install(first);
        install(second);
        assertThat(install(third))
                .isEqualTo(new InstallOutcome.Brought("1.3", Optional.of(second.name()), third.bytes()));
        assertThat(content(host.cache().resolve("versions"))).containsExactly(second.name(), third.name());
        assertThat(install(second)).isEqualTo(new InstallOutcome.Brought("1.2", Optional.of(third.name()), 0));
        assertThat(Files.readSymbolicLink(host.cache().resolve("current"))).hasToString("versions/" + second.name());
    }

    @Test
    void goesWhereTheUserHasHisCache() throws Exception {
        host.with("XDG_CACHE_HOME", directory.resolve("elsewhere").toString());
        install(SmallImage.of(directory, "1.2", STARTS));
        assertThat(directory.resolve("elsewhere/ferry/current/bin/ferry")).isExecutable();
        assertThat(content(host.home())).isEmpty();
    }

    @Test
    void usesNothingThatArrivedDamaged() throws Exception {
        HeadlessImage image = SmallImage.of(directory, "1.2", STARTS);
        byte[] bytes = Files.readAllBytes(image.archive());
        bytes[bytes.length / 2] ^= 1;
        Files.write(image.archive(), bytes);
        assertFails(image, "Ferry was not installed on other: what arrived is not what was sent; try again.");
    }

    @Test
    void usesNothingThatDoesNotStart() throws Exception {
        HeadlessImage image = SmallImage.of(directory, "1.2", "echo no such library >&2; exit 1");
        assertFails(image, "it does not start there (no such library); see what the host forbids.");
    }

    @Test
    void usesNothingThatIsNoArchive() throws Exception {
        host.has("tar", "echo disk full >&2; exit 1");
        assertFails(SmallImage.of(directory, "1.2", STARTS), "it could not be unpacked (disk full); make room in ");
    }

    @Test
    void anotherTryFindsNothingOfOneThatBroke() throws Exception {
        HeadlessImage image = SmallImage.of(directory, "1.2", STARTS);
        try (RemoteScript broken = RemoteScript.start(host, "place.sh", image.name(), image.sha256(), "20")) {
            assertThat(broken.answer("ready", Duration.ofSeconds(20)).has("ready"))
                    .isTrue();
            broken.in().write(Files.readAllBytes(image.archive()), 0, 20);
            broken.in().flush();
            assertThat(content(host.cache())).hasSize(2);
        }
        await().until(() -> content(host.cache()).equals(List.of("versions")));
        assertThat(install(image)).isInstanceOf(InstallOutcome.Brought.class);
    }

    @Test
    void givesUpOnASenderThatFallsSilent() throws Exception {
        HeadlessImage image = SmallImage.of(directory, "1.2", STARTS);
        try (RemoteScript silent = RemoteScript.start(host, "place.sh", image.name(), image.sha256(), "1")) {
            assertThat(silent.answer("end", Duration.ofSeconds(20)).first("fail"))
                    .hasValueSatisfying(why -> assertThat(why).startsWith("the copy broke off"));
        }
        await().until(() -> content(host.cache()).equals(List.of("versions")));
    }

    @Test
    void removesWhatAKilledOneLeft() throws Exception {
        String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        Files.createDirectories(host.cache().resolve("incoming+" + name.replaceAll("[^A-Za-z0-9.-]", "") + "+1+99999"));
        Files.createDirectories(host.cache().resolve("incoming+another-host+1+99999"));
        install(SmallImage.of(directory, "1.2", STARTS));
        assertThat(content(host.cache())).containsExactly("current", "incoming+another-host+1+99999", "versions");
    }

    @Test
    void leavesAFerryAloneThatCameByAnotherWay() throws Exception {
        Path ferry = host.has("ferry", "echo ferry 0.9");
        assertThat(install(SmallImage.of(directory, "1.2", STARTS)))
                .isEqualTo(new InstallOutcome.Foreign(ferry.toString(), "0.9"));
        assertThat(content(host.home())).isEmpty();
    }

    @Test
    void ourOwnOnThePathIsNoForeignOne() throws Exception {
        HeadlessImage image = SmallImage.of(directory, "1.2", STARTS);
        install(image);
        host.has("ferry", "exec " + host.cache() + "/current/bin/ferry");
        Files.delete(directory.resolve("bin/ferry"));
        Files.createSymbolicLink(directory.resolve("bin/ferry"), host.cache().resolve("current/bin/ferry"));
        assertThat(install(image)).isEqualTo(new InstallOutcome.Present("1.2"));
    }

    @Test
    void refusesAHostThatItCanNotRunOn() throws Exception {
        host.has("uname", "[ \"$1\" = -s ] && echo Linux || echo aarch64");
        assertFails(
                SmallImage.of(directory, "1.2", STARTS),
                "Ferry can not be installed on other: its processor is aarch64, and programs move only between x86_64"
                        + " hosts; choose such a host.");
    }

    @Test
    void refusesAHostWithMusl() throws Exception {
        host.lacks("getconf");
        host.has("ldd", "echo 'musl libc (x86_64)' >&2; exit 1");
        assertFails(SmallImage.of(directory, "1.2", STARTS), "its C library is musl");
    }

    @Test
    void refusesAHostWithoutTar() throws Exception {
        host.lacks("tar");
        assertFails(SmallImage.of(directory, "1.2", STARTS), "it has no tar; install tar there.");
    }

    @Test
    void saysThatAShellSaysNothing() throws Exception {
        host.lacks("dd");
        assertFails(SmallImage.of(directory, "1.2", STARTS), "Nothing can be installed on other: its shell ");
    }

    @Test
    void removesAllOfItButNothingElse() throws Exception {
        install(SmallImage.of(directory, "1.1", STARTS));
        install(SmallImage.of(directory, "1.2", STARTS));
        Files.createFile(host.home().resolve(".cache/other"));
        assertThat(installer.purge()).isTrue();
        assertThat(content(host.home().resolve(".cache"))).containsExactly("other");
        assertThat(installer.purge()).isFalse();
    }

    private InstallOutcome install(HeadlessImage image) throws IOException {
        return installer.install(image, InstallListener.NONE);
    }

    /** And leaves nothing in its place. */
    private void assertFails(HeadlessImage image, String words) throws IOException {
        assertThatThrownBy(() -> install(image))
                .hasMessageContaining(words)
                .message()
                .endsWith(".");
        await().until(() -> !Files.exists(host.cache()) || content(host.cache()).equals(List.of("versions")));
        if (Files.exists(host.cache()))
            assertThat(content(host.cache().resolve("versions"))).isEmpty();
    }

    private static List<String> content(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
