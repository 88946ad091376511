package dev.ferry.engine.check;

import dev.ferry.engine.resource.OpenFile;
import dev.ferry.engine.resource.OpenFiles;
import dev.ferry.linux.abi.Sockets;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.net.SocketOption;
import java.io.IOException;

/** Unix sockets that say who is at their other end (SO_PEERCRED): whoever restores them, from then on. */
final class PeerCredentialCheck {
    private static final int UID = 1;
    private static final int NOBODY = -1;

    private PeerCredentialCheck() {}

    /** One example is enough. */
    static void look(OpenFiles files, Findings findings) throws IOException {
        int own = FileStat.of("/proc/self").uid();
        for (OpenFile file : files.files()) {
            int user = file.signature().isSocketOf(Sockets.AF_UNIX)
                    ? SocketOption.PEERCRED.get(file.copy()).get(UID)
                    : NOBODY;
            if (user != NOBODY && user != own) {
                findings.note(
                        "peer-credentials",
                        file.describe(),
                        "says that a process of user " + Integer.toUnsignedString(user)
                                + " is at its other end (SO_PEERCRED), and will say that of ferry and its user",
                        "");
                return;
            }
        }
    }
}
