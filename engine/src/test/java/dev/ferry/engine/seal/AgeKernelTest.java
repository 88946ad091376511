package dev.ferry.engine.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** age(1) opens what we seal, and we open what it seals. */
class AgeKernelTest {
    private static final Path AGE = Path.of("/usr/bin/age");

    @TempDir
    private Path dir;

    private final byte[] content = new byte[200_000];
    private Path plain;
    private String publicKey;
    private Identity identity;

    @BeforeEach
    void makeKeys() throws Exception {
        assumeTrue(Files.isExecutable(AGE), "age is not installed (Debian package age)");
        new Random(1).nextBytes(content);
        plain = Files.write(dir.resolve("plain"), content);
        run("age-keygen", "-o", dir.resolve("age.key").toString());
        List<String> lines = Files.readAllLines(dir.resolve("age.key"));
        publicKey = lines.get(1).substring(lines.get(1).indexOf("age1"));
        identity = Identity.ofAge(lines.get(2)).orElseThrow();
        run(
                "ssh-keygen",
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-f",
                dir.resolve("ed25519").toString());
        run(
                "ssh-keygen",
                "-q",
                "-t",
                "rsa",
                "-b",
                "2048",
                "-N",
                "",
                "-f",
                dir.resolve("rsa").toString());
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }

    @Test
    void opensWhatWeSealForEachOfThreeKeys() throws Exception {
        List<String> keys = List.of(
                publicKey, Files.readString(dir.resolve("ed25519.pub")), Files.readString(dir.resolve("rsa.pub")));
        Path file = dir.resolve("sealed");
        try (OutputStream out = Files.newOutputStream(file);
                SealedOutput sealed = Seal.to(keys).seal(out)) {
            sealed.write(content);
            sealed.finish();
        }
        for (String key : List.of("age.key", "ed25519", "rsa")) {
            Path opened = dir.resolve("opened-" + key);
            run(AGE.toString(), "-d", "-i", dir.resolve(key).toString(), "-o", opened.toString(), file.toString());
            assertThat(opened).hasBinaryContent(content);
        }
    }

    @Test
    void sealsWhatWeOpen() throws Exception {
        assertThat(open(identity, "-r", publicKey)).isEqualTo(content);
        // Keys that a JDK makes, for age to seal to: the private half never is in a file.
        for (String algorithm : List.of("Ed25519", "RSA")) {
            KeyPair pair = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
            SshPublicKey key = SshPublicKey.of(pair.getPublic()).orElseThrow();
            String line = key.type() + " " + Base64.getEncoder().encodeToString(key.blob());
            assertThat(open(Identity.ofSsh(line, () -> Optional.of(pair)), "-r", line))
                    .isEqualTo(content);
        }
    }

    private byte[] open(Identity own, String... recipient) throws Exception {
        Path file = dir.resolve("by-age");
        List<String> command = new ArrayList<>(List.of(AGE.toString(), "-o", file.toString()));
        command.addAll(List.of(recipient));
        command.add(plain.toString());
        run(command.toArray(String[]::new));
        Unsealing unsealing = Unsealing.with(new Unsealing.Keys() {
            @Override
            public Optional<char[]> passphrase() {
                return Optional.empty();
            }

            @Override
            public List<Identity> identities() {
                return List.of(own);
            }
        });
        try (InputStream in = unsealing.open(new BufferedInputStream(Files.newInputStream(file)))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(String.join(" ", command), e);
        }
    }
}
