package dev.ferry.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.remote.ssh.KnownHosts.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownHostsTest {
    private static final String TYPE = "ssh-ed25519";

    @TempDir
    Path folder;

    @Test
    void matchesPatternsButNotNegatedOnes() throws IOException {
        KnownHosts known = known("*.example,!bad.example,10.0.0.? ssh-ed25519 AAAA comment");
        assertThat(known.verdict("good.example", TYPE, "AAAA")).isEqualTo(new Verdict.Known());
        assertThat(known.verdict("10.0.0.7", TYPE, "AAAA")).isEqualTo(new Verdict.Known());
        assertThat(known.verdict("bad.example", TYPE, "AAAA")).isEqualTo(new Verdict.Unknown(false));
        assertThat(known.verdict("10.0.0.77", TYPE, "AAAA")).isEqualTo(new Verdict.Unknown(false));
    }

    @Test
    void namesTheLineOfAnotherKey() throws IOException {
        KnownHosts known = known("# comment", "", "alpha ssh-ed25519 AAAA");
        assertThat(known.verdict("alpha", TYPE, "BBBB"))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.line().number()).isEqualTo(3));
    }

    @Test
    void acceptsAnyOfSeveralKeysOfOneType() throws IOException {
        KnownHosts known = known("alpha ssh-ed25519 AAAA", "alpha ssh-ed25519 BBBB");
        assertThat(known.verdict("alpha", TYPE, "BBBB")).isEqualTo(new Verdict.Known());
    }

    @Test
    void tellsThatAnotherTypeIsKnown() throws IOException {
        assertThat(known("alpha ssh-rsa CCCC").verdict("alpha", TYPE, "AAAA")).isEqualTo(new Verdict.Unknown(true));
    }

    @Test
    void refusesRevokedKeyEvenIfItIsListedToo() throws IOException {
        KnownHosts known = known("alpha ssh-ed25519 AAAA", "@revoked * ssh-ed25519 AAAA");
        assertThat(known.verdict("alpha", TYPE, "AAAA")).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void doesNotTakeAnAuthorityForAHostKey() throws IOException {
        assertThat(known("@cert-authority * ssh-ed25519 AAAA").verdict("alpha", TYPE, "AAAA"))
                .isEqualTo(new Verdict.Unknown(false));
    }

    @Test
    void survivesLinesThatMakeNoSense() throws IOException {
        KnownHosts known =
                known("|1|||", "|1|a", "@revoked", "x", "|1|!!!|??? ssh-ed25519 AAAA", "|1|| ssh-ed25519 AAAA");
        assertThat(known.verdict("alpha", TYPE, "AAAA")).isEqualTo(new Verdict.Unknown(false));
    }

    @Test
    void readsBackWhatItAppendsHashedOrNot() throws IOException {
        Path file = folder.resolve("new/known_hosts");
        KnownHosts.read(List.of(file)).append("alpha", true, TYPE, "AAAA");
        KnownHosts.read(List.of(file)).append("[beta]:2222", false, TYPE, "BBBB");
        KnownHosts known = KnownHosts.read(List.of(file));
        assertThat(known.verdict("alpha", TYPE, "AAAA")).isEqualTo(new Verdict.Known());
        assertThat(known.verdict("[beta]:2222", TYPE, "BBBB")).isEqualTo(new Verdict.Known());
        assertThat(Files.readString(file)).doesNotContain("alpha");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void keepsALastLineWithoutLineFeedWhole() throws IOException {
        known("alpha ssh-ed25519 AAAA").append("beta", false, TYPE, "BBBB");
        assertThat(Files.readAllLines(folder.resolve("known_hosts")))
                .containsExactly("alpha ssh-ed25519 AAAA", "beta ssh-ed25519 BBBB");
    }

    private KnownHosts known(String... lines) throws IOException {
        Path file = Files.writeString(folder.resolve("known_hosts"), String.join("\n", lines));
        return KnownHosts.read(List.of(file));
    }
}
