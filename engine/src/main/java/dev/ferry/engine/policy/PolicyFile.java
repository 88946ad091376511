package dev.ferry.engine.policy;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Stat;
import dev.ferry.linux.file.FileStat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code /etc/ferry/policy}. It counts only if nobody but root can have written it. */
final class PolicyFile {
    /** Where it is. */
    static final String PATH = "/etc/ferry/policy";

    private static final int MAX_SIZE = 64 << 10;
    private static final int WRITABLE_BY_OTHERS = 0022;

    private PolicyFile() {}

    /** The policy of this host. */
    static ReceivePolicy read() throws IOException {
        return read(Path.of(PATH));
    }

    static ReceivePolicy read(Path path) throws IOException {
        FileStat file;
        try {
            file = FileStat.ofLink(path.toString());
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return ReceivePolicy.usual();
            }
            throw unreadable(path, e);
        }
        requireOfRoot(path, file, Stat.S_IFREG);
        requireOfRoot(path.getParent(), FileStat.of(path.getParent().toString()), Stat.S_IFDIR);
        return PolicyParser.parse(path.toString(), text(path));
    }

    private static void requireOfRoot(Path path, FileStat stat, int type) throws PolicyException {
        boolean ofRoot = stat.uid() == 0 && (stat.mode() & WRITABLE_BY_OTHERS) == 0;
        if (!ofRoot || (stat.mode() & Stat.S_IFMT) != type) {
            throw new PolicyException(path + " on the destination is not root's alone to write, so nothing is received;"
                    + " give it to root (chown root, chmod go-w).");
        }
    }

    private static String text(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_SIZE + 1);
            if (bytes.length > MAX_SIZE) {
                throw new PolicyException(path + " on the destination has more than " + MAX_SIZE / 1024
                        + " KiB, so nothing is received; let root shorten it.");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new PolicyException(
                    path + " on the destination is not UTF-8, so nothing is received; let root correct it.", e);
        } catch (PolicyException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static PolicyException unreadable(Path path, IOException e) {
        return new PolicyException(
                path + " on the destination can not be read (" + e.getMessage()
                        + "), so nothing is received; let everybody read it (chmod a+rX).",
                e);
    }
}
