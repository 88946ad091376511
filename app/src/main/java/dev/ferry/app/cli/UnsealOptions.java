package dev.ferry.app.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ferry.app.AskedKeys;
import dev.ferry.engine.seal.Identity;
import dev.ferry.engine.seal.Unsealing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How a checkpoint that is encrypted is opened: by private keys, or by a passphrase, which is asked for. */
final class UnsealOptions implements Unsealing.Keys {
    private static final String AGE_KEY = "AGE-SECRET-KEY-1";
    private static final int MAX_KEY_BYTES = 1 << 20;

    @Option(
            names = "--identity",
            paramLabel = "FILE",
            description =
                    "Private key, of age or of SSH, that opens an encrypted checkpoint; may be repeated. Without it"
                            + " ~/.ssh/id_ed25519 and ~/.ssh/id_rsa are tried.")
    private List<Path> files = List.of();

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description =
                    "Has the passphrase of an encrypted checkpoint in its first line. Without it a terminal is asked.")
    private Path passphraseFile;

    /** What opens what is encrypted. */
    Unsealing unsealing() {
        return Unsealing.with(this);
    }

    @Override
    public Optional<char[]> passphrase() throws IOException {
        return passphraseFile != null
                ? Optional.of(PassphraseFile.read(passphraseFile))
                : new TerminalPrompts().password("Passphrase of the checkpoint: ");
    }

    @Override
    public List<Identity> identities() throws IOException {
        if (files.isEmpty()) {
            return AskedKeys.usual(new TerminalPrompts());
        }
        List<Identity> identities = new ArrayList<>();
        for (Path file : files) {
            identities.addAll(read(file));
        }
        return identities;
    }

    private static List<Identity> read(Path file) throws IOException {
        if (Files.size(file) > MAX_KEY_BYTES) {
            throw noKey(file);
        }
        String text = Files.readString(file, ISO_8859_1);
        if (text.startsWith("-----BEGIN ") && !text.startsWith("-----BEGIN AGE")) {
            return List.of(AskedKeys.ssh(file, new TerminalPrompts()));
        }
        List<Identity> identities = new ArrayList<>();
        for (String line : text.lines().filter(line -> line.startsWith(AGE_KEY)).toList()) {
            identities.add(Identity.ofAge(line).orElseThrow(() -> noKey(file)));
        }
        if (identities.isEmpty()) {
            throw noKey(file);
        }
        return identities;
    }

    private static IOException noKey(Path file) {
        return new IOException(file + " is no private key of age or SSH that Ferry can read; if it is encrypted with a"
                + " passphrase by age, decrypt it first.");
    }
}
