package dev.ferry.engine.seal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealTest {
    /** Made by age-keygen 1.1.1. */
    private static final String AGE_PUBLIC = "age1pzm8tjzkynvvud0xwup009qn63rpfwfzmwkum8zwpruzngwwtysqz7m9tx";

    private static final String AGE_PRIVATE =
            "AGE-SECRET-KEY-1HU4D35D9UXVGKGXQZ9K5TXUG44DJJM22476DV0SZ8QY0LZGUVRMSTS6FZJ";

    /** Made by age 1.1.1 with the passphrase "correct horse". */
    private static final String BY_AGE =
            "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCB2bXJuQ1d3RnB1VVZoRG5tbklwWVRRIDE4CnFKbnlLMFh5dWMyYUwxSEpuNU42MGI0"
                    + "cHJUeVQ2Q3ZDaHoxRWI1VHI4b1EKLS0tIDZReXpMQlc2ODdGVGF5bmVzaU5hamRwcU0vNjJtQkNoYU5PcmxVUHR2YlkKNIgkBpPzi6wS"
                    + "fRgs5zo0fuqZvzsSeTXXvCo2DyI0UljdFAejQS3BDytSzKnuL2uoammoyekUnGhUcnz3yUNwxKldaQ==";

    private static byte[] seal(Seal seal, byte[] content) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (SealedOutput out = seal.seal(file)) {
            out.write(content);
            out.finish();
        }
        return file.toByteArray();
    }

    private static byte[] open(byte[] file, Optional<String> passphrase, Identity... identities) throws IOException {
        return open(file, unsealing(passphrase, identities));
    }

    private static Unsealing unsealing(Optional<String> passphrase, Identity... identities) {
        return Unsealing.with(new Unsealing.Keys() {
            @Override
            public Optional<char[]> passphrase() {
                return passphrase.map(String::toCharArray);
            }

            @Override
            public List<Identity> identities() {
                return List.of(identities);
            }
        });
    }

    private static byte[] open(byte[] file, Unsealing unsealing) throws IOException {
        try (InputStream in = unsealing.open(new BufferedInputStream(new ByteArrayInputStream(file)))) {
            return in.readAllBytes();
        }
    }

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }

    private static Identity age() {
        return Identity.ofAge(AGE_PRIVATE).orElseThrow();
    }

    private static KeyPair pair(String algorithm) throws Exception {
        return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    }

    private static String line(KeyPair pair) {
        SshPublicKey key = SshPublicKey.of(pair.getPublic()).orElseThrow();
        return key.type() + " " + Base64.getEncoder().encodeToString(key.blob()) + " somebody@somewhere";
    }

    private static Identity ssh(KeyPair pair) {
        return Identity.ofSsh(line(pair), () -> Optional.of(pair));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 131_072, 300_000})
    void givesBackContentOfAnyLength(int length) throws IOException {
        byte[] file = seal(Seal.to(List.of(AGE_PUBLIC)), content(length));

        assertThat(open(file, Optional.empty(), age())).isEqualTo(content(length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ed25519", "RSA"})
    void opensForTheOwnerOfAnSshKeyAndForNobodyElse(String algorithm) throws Exception {
        KeyPair owner = pair(algorithm);
        byte[] file = seal(Seal.to(List.of(AGE_PUBLIC, "from=\"10.*\" " + line(owner))), content(100));

        assertThat(open(file, Optional.empty(), ssh(pair(algorithm)), ssh(owner)))
                .isEqualTo(content(100));
        assertThat(open(file, Optional.empty(), age())).isEqualTo(content(100));
        assertThatThrownBy(() -> open(file, Optional.empty(), ssh(pair("Ed25519")), ssh(pair("RSA"))))
                .isInstanceOf(SealException.class)
                .hasMessageContaining("keys that are not here");
    }

    @Test
    void asksForAKeyOnlyIfItFits() throws Exception {
        KeyPair other = pair("Ed25519");
        AtomicInteger asked = new AtomicInteger();
        Identity identity = Identity.ofSsh(line(other), () -> {
            asked.incrementAndGet();
            return Optional.empty();
        });
        byte[] toAnother = seal(Seal.to(List.of(line(pair("Ed25519")))), content(10));
        assertThatThrownBy(() -> open(toAnother, Optional.empty(), identity)).isInstanceOf(SealException.class);
        assertThat(asked).hasValue(0);

        byte[] toIt = seal(Seal.to(List.of(line(other))), content(10));
        assertThatThrownBy(() -> open(toIt, Optional.empty(), identity)).isInstanceOf(SealException.class);
        assertThat(asked).hasValue(1);
    }

    @Test
    void opensWhatAgeHasSealedWithAPassphrase() throws IOException {
        byte[] file = Base64.getDecoder().decode(BY_AGE);

        assertThat(open(file, Optional.of("correct horse")))
                .isEqualTo("FERRY and age understand each other".getBytes(UTF_8));
        assertThatThrownBy(() -> open(file, Optional.of("battery staple")))
                .isInstanceOf(SealException.class)
                .hasMessage("The passphrase is not that of the checkpoint; try another.");
        assertThatThrownBy(() -> open(file, Optional.empty()))
                .isInstanceOf(SealException.class)
                .hasMessageContaining("nobody is there to ask");
    }

    @Test
    void sealsWithAPassphrase() throws IOException {
        byte[] file = seal(Seal.withPassphrase("p\u00e4ss".toCharArray()), content(70_000));

        assertThat(open(file, Optional.of("p\u00e4ss"))).isEqualTo(content(70_000));
    }

    @Test
    void opensTheSameFileASecondTime() throws IOException {
        byte[] file = Base64.getDecoder().decode(BY_AGE);
        Unsealing unsealing = unsealing(Optional.of("correct horse"));

        assertThat(open(file, unsealing)).isEqualTo(open(file, unsealing));
    }

    @Test
    void doesNotWorkForAnAttackerForHours() {
        byte[] file = Base64.getDecoder().decode(BY_AGE);
        String harder = new String(file, ISO_8859_1).replace("TQ 18\n", "TQ 40\n");

        assertThatThrownBy(() -> open(harder.getBytes(ISO_8859_1), Optional.of("correct horse")))
                .isInstanceOf(SealException.class)
                .hasMessageContaining("work factor of 40");
    }

    @Test
    void noticesEveryFlippedByteOfTheHeaderAndAnyOfTheContent() throws IOException {
        byte[] file = seal(Seal.to(List.of(AGE_PUBLIC)), content(200_000));
        int header = new String(file, ISO_8859_1).indexOf("\n---") + 64;
        for (int at = 0; at < file.length; at += at < header ? 1 : 4_999) {
            byte[] flipped = file.clone();
            flipped[at] ^= 1;
            assertNotOpened(flipped, content(200_000), "byte " + at);
        }
    }

    @Test
    void noticesACutAnywhere() throws IOException {
        byte[] file = seal(Seal.to(List.of(AGE_PUBLIC)), content(200_000));
        int payload = file.length - 200_000 - 4 * 16;
        for (int at = 0; at < file.length; at += at < 300 ? 1 : 4_999) {
            assertNotOpened(Arrays.copyOf(file, at), content(200_000), "cut at " + at);
        }
        for (int chunk = 0; chunk < 4; chunk++) {
            int at = payload + chunk * (65_536 + 16);
            assertNotOpened(Arrays.copyOf(file, at), content(200_000), "cut behind piece " + chunk);
        }
    }

    /** Without its first bytes it is no sealed file at all, and whoever reads it says so. */
    private static void assertNotOpened(byte[] file, byte[] content, String what) {
        try {
            assertThat(open(file, Optional.empty(), age())).as(what).isEqualTo(file);
        } catch (IOException e) {
            assertThat(e).as(what).isInstanceOf(SealException.class);
        }
        assertThat(content).isNotEqualTo(file);
    }

    @Test
    void canNotBeTakenForWholeWhenItWasGivenUp() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (SealedOutput out = Seal.to(List.of(AGE_PUBLIC)).seal(file)) {
            out.write(content(100_000));
        }
        assertThatThrownBy(() -> open(file.toByteArray(), Optional.empty(), age()))
                .isInstanceOf(SealException.class)
                .hasMessageContaining("changed or cut off");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "age1qqqq",
                "ssh-ed25519 AAAA",
                "ssh-ed25519",
                "ssh-dss AAAAB3NzaC1kc3M=",
                "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY=",
                "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDx",
                "AGE-SECRET-KEY-1"
            })
    void refusesWhatIsNoKey(String key) {
        assertThatThrownBy(() -> Seal.to(List.of(key)))
                .isInstanceOf(SealException.class)
                .hasMessageContaining("Nothing can be encrypted to");
    }

    @Test
    void refusesAnEmptyPassphraseAndNoKeys() {
        assertThatThrownBy(() -> Seal.withPassphrase(new char[0])).isInstanceOf(SealException.class);
        assertThatThrownBy(() -> Seal.to(List.of())).isInstanceOf(SealException.class);
    }
}
