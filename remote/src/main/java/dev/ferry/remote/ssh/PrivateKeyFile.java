package dev.ferry.remote.ssh;

import dev.ferry.remote.RemoteException;
import dev.ferry.remote.UserPrompts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Optional;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.userauth.keyprovider.FileKeyProvider;
import net.schmizz.sshj.userauth.keyprovider.KeyProviderUtil;

/** A private key of SSH in a file, for other uses than logging in. */
public final class PrivateKeyFile {
    private PrivateKeyFile() {}

    /** Reads the key; asks for its passphrase if it has one. Empty if nobody answers. */
    public static Optional<KeyPair> load(Path file, UserPrompts prompts) throws IOException {
        Files.size(file);
        KeyFile passphrase = new KeyFile(file, prompts);
        try {
            String format = KeyProviderUtil.detectKeyFileFormat(file.toFile()).toString();
            FileKeyProvider key = Factory.Named.Util.create(Algorithms.config().getFileKeyProviderFactories(), format);
            if (key == null) {
                throw unreadable(file, "it has an unknown format", null);
            }
            key.init(file.toFile(), passphrase);
            return Optional.of(new KeyPair(key.getPublic(), key.getPrivate()));
        } catch (RemoteException e) {
            throw e;
        } catch (IOException e) {
            if (passphrase.isDeclined()) {
                return Optional.empty();
            }
            throw unreadable(file, e.getMessage(), e);
        }
    }

    private static RemoteException unreadable(Path file, String why, Throwable cause) {
        return new RemoteException(
                RemoteException.Kind.OTHER,
                "The private key " + file + " can not be read (" + why + "); name another with --identity.",
                cause);
    }
}
