package dev.ferry.engine.check;

import dev.ferry.engine.procfs.Fds;
import dev.ferry.engine.procfs.OpenDescriptor;
import dev.ferry.engine.procfs.ProcessRow;
import dev.ferry.engine.procfs.ProcessTable;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who holds the sockets of this host. All processes are looked at, once, when the first question comes. */
final class SocketHolders {
    private Map<String, ProcessRow> holders;

    /** How a message names whoever has the socket with this inode. */
    String of(long inode) throws IOException {
        if (inode == 0) {
            return "a connection that has ended";
        }
        if (holders == null) {
            holders = look();
        }
        ProcessRow holder = holders.get("socket:[" + inode + "]");
        return holder == null ? "somebody whom ferry there can not see" : TaskCheck.name(holder);
    }

    private static Map<String, ProcessRow> look() throws IOException {
        Map<String, ProcessRow> holders = new HashMap<>();
        for (ProcessRow process : ProcessTable.scan().processes()) {
            for (OpenDescriptor open : readable(process.pid())) {
                if (open.link().startsWith("socket:[")) {
                    holders.putIfAbsent(open.link(), process);
                }
            }
        }
        return holders;
    }

    private static List<OpenDescriptor> readable(int pid) {
        try {
            return Fds.read(pid);
        } catch (IOException notOursOrGone) {
            return List.of();
        }
    }
}
