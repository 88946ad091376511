package dev.ferry.app.cli;

import dev.ferry.engine.seal.Seal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Who can read a checkpoint file; without an option everybody who can read files of its owner. */
final class SealOptions {
    @Option(
            names = "--encrypt-to",
            paramLabel = "KEY",
            description =
                    "Encrypts the file to this public key (age1..., 'ssh-ed25519 ...' or 'ssh-rsa ...'), as age does;"
                            + " may be repeated. Directories are never encrypted.")
    private List<String> keys = List.of();

    @Option(
            names = "--recipients-file",
            paramLabel = "FILE",
            description = "The same for each line of a file, such as ~/.ssh/id_ed25519.pub or an authorized_keys.")
    private List<Path> keyFiles = List.of();

    @Option(names = "--passphrase", description = "Encrypts the file to a passphrase, and asks for it.")
    private boolean asks;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "Encrypts the file to the passphrase in the first line of FILE.")
    private Path passphraseFile;

    boolean isUsed() {
        return !keys.isEmpty() || !keyFiles.isEmpty() || asks || passphraseFile != null;
    }

    /** One way at most, as age has it: who is to be kept out by a passphrase must not come in by a key. */
    void requireOneWay(CommandSpec spec) {
        boolean toKeys = !keys.isEmpty() || !keyFiles.isEmpty();
        if ((toKeys ? 1 : 0) + (asks ? 1 : 0) + (passphraseFile != null ? 1 : 0) > 1) {
            throw new ParameterException(
                    spec.commandLine(), "a checkpoint is encrypted to keys or to one passphrase, not to both");
        }
    }

    /** Asks what is to be asked; empty if the file is to be plain. */
    Optional<Seal> seal() throws IOException {
        if (!isUsed()) {
            return Optional.empty();
        }
        if (asks || passphraseFile != null) {
            char[] passphrase = asks ? ask() : PassphraseFile.read(passphraseFile);
            return Optional.of(Seal.withPassphrase(passphrase));
        }
        List<String> all = new ArrayList<>(keys);
        for (Path file : keyFiles) {
            Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(all::add);
        }
        return Optional.of(Seal.to(all));
    }

    private static char[] ask() throws IOException {
        TerminalPrompts terminal = new TerminalPrompts();
        char[] passphrase = terminal.password("Passphrase for the checkpoint: ")
                .orElseThrow(() -> new IOException(
                        "There is no terminal to ask for the passphrase on; use" + " --passphrase-file."));
        char[] again = terminal.password("The same once more: ").orElse(new char[0]);
        if (!Arrays.equals(passphrase, again)) {
            throw new IOException("The two passphrases are not the same; nothing was done, so try again.");
        }
        return passphrase;
    }
}
