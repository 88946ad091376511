package dev.ferry.app;

import dev.ferry.engine.seal.Identity;
import dev.ferry.engine.seal.Unsealing;
import dev.ferry.remote.UserPrompts;
import dev.ferry.remote.ssh.PrivateKeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What opens a sealed checkpoint without options: SSH keys in their usual places, and a passphrase that a person is asked for. */
public final class AskedKeys implements Unsealing.Keys {
    private static final List<String> USUAL = List.of("id_ed25519", "id_rsa");

    private final UserPrompts prompts;
    private final String question;
    private List<Identity> identities;

    /**
     * Asks this person.
     *
     * @param question for the passphrase of the checkpoint
     */
    public AskedKeys(UserPrompts prompts, String question) {
        this.prompts = prompts;
        this.question = question;
    }

    @Override
    public Optional<char[]> passphrase() {
        return prompts.password(question);
    }

    /** The same ones each time: a passphrase of a key is asked for once. */
    @Override
    public synchronized List<Identity> identities() throws IOException {
        if (identities == null) identities = usual(prompts);
        return identities;
    }

    /** The keys in the usual places. */
    public static List<Identity> usual(UserPrompts prompts) throws IOException {
        Path ssh = Path.of(System.getProperty("user.home"), ".ssh");
        List<Identity> found = new ArrayList<>();
        for (String name : USUAL) {
            if (Files.isReadable(ssh.resolve(name))) found.add(ssh(ssh.resolve(name), prompts));
        }
        return found;
    }

    /** A private key of SSH. */
    public static Identity ssh(Path file, UserPrompts prompts) throws IOException {
        Path published = Path.of(file + ".pub");
        String line = Files.isReadable(published) ? Files.readString(published) : "";
        return Identity.ofSsh(line, () -> PrivateKeyFile.load(file, prompts));
    }
}
