package dev.ferry.engine.check;

import dev.ferry.engine.resource.OpenFile;
import dev.ferry.engine.resource.OpenFiles;
import dev.ferry.engine.resource.TcpPairs;
import dev.ferry.engine.resource.TcpPolicy;
import java.io.IOException;

/** TCP connections with somebody outside of the tree, of which the policy decides what becomes. */
final class ConnectionCheck {
    private ConnectionCheck() {}

    /** Returns whether everything is said about {@code file}. */
    static boolean look(OpenFile file, OpenFiles files, Findings findings) throws IOException {
        boolean closes = files.tcpPolicy() != TcpPolicy.REFUSE;
        if (files.tcpPolicy() != TcpPolicy.KEEP && files.tcpPairs().isWithOutside(file)) {
            outside(file, closes, findings);
            return !closes;
        }
        int waiting = TcpPairs.waiting(file);
        if (waiting > 0 && closes) {
            findings.warning(
                    "connection-closed",
                    file.describe(),
                    "listens, and " + waiting + " connections that nobody has accepted are closed, as you said",
                    "make sure that the clients connect again");
        }
        return false;
    }

    private static void outside(OpenFile file, boolean closes, Findings findings) throws IOException {
        String connection = "is the TCP connection of " + TcpPairs.text(file);
        if (closes) {
            findings.warning(
                    "connection-closed",
                    file.describe(),
                    connection + ", which is closed, as you said",
                    "make sure that the program connects again or can do without");
        } else {
            findings.blocker(
                    "connection-outside",
                    file.describe(),
                    connection + ", which is not in the tree",
                    "let ferry close it (--tcp close), let its address move along (--tcp keep), or move both together");
        }
    }
}
