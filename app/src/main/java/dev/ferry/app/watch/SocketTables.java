package dev.ferry.app.watch;

import dev.ferry.app.conduct.ProcessDetails.SocketFacts;
import dev.ferry.engine.procfs.OpenDescriptor;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The sockets of a process's network namespace by their inodes, from proc_net(5). What can not be read is left out. */
final class SocketTables {
    private static final String SOCKET = "socket:[";
    private static final List<String> TCP_STATES = List.of(
            "",
            "ESTABLISHED",
            "SYN_SENT",
            "SYN_RECV",
            "FIN_WAIT1",
            "FIN_WAIT2",
            "TIME_WAIT",
            "CLOSE",
            "CLOSE_WAIT",
            "LAST_ACK",
            "LISTEN",
            "CLOSING");

    private final Map<String, SocketFacts> byInode = new HashMap<>();

    private SocketTables() {}

    static SocketTables of(int pid) {
        SocketTables tables = new SocketTables();
        for (String table : List.of("tcp", "tcp6", "udp", "udp6", "unix")) {
            Path file = Path.of("/proc", Integer.toString(pid), "net", table);
            try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
                lines.lines().skip(1).forEach(line -> tables.add(table, line));
            } catch (IOException notShown) {
                // A kernel without this kind, or a process that has gone.
            }
        }
        return tables;
    }

    void add(String table, String line) {
        String[] words = line.trim().split(" +");
        if (table.equals("unix")) {
            addUnix(words);
        } else if (words.length > 9) {
            String kind = table.startsWith("tcp") ? "tcp" : "udp";
            int state = Integer.parseInt(words[3], 16);
            String name = kind.equals("tcp") && state < TCP_STATES.size() ? TCP_STATES.get(state) : "";
            byInode.put(words[9], new SocketFacts(0, kind, address(words[1]), remote(words[2]), name));
        }
    }

    private void addUnix(String[] words) {
        if (words.length > 6) {
            String path = words.length > 7 ? words[7] : "";
            boolean listens = words[3].equals("00010000");
            byInode.put(words[6], new SocketFacts(0, "unix", path, "", listens ? "LISTEN" : ""));
        }
    }

    private static String remote(String printed) {
        return printed.endsWith(":0000") ? "" : address(printed);
    }

    /** The kernel prints 32-bit words of a little-endian machine. */
    static String address(String printed) {
        int colon = printed.indexOf(':');
        byte[] bytes = HexFormat.of().parseHex(printed.substring(0, colon));
        for (int word = 0; word < bytes.length; word += 4) {
            swap(bytes, word, word + 3);
            swap(bytes, word + 1, word + 2);
        }
        int port = Integer.parseInt(printed.substring(colon + 1), 16);
        try {
            String host = java.net.InetAddress.getByAddress(bytes).getHostAddress();
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        } catch (java.net.UnknownHostException e) {
            return printed;
        }
    }

    private static void swap(byte[] bytes, int one, int other) {
        byte kept = bytes[one];
        bytes[one] = bytes[other];
        bytes[other] = kept;
    }

    /** Those of them that are among these descriptors. */
    List<SocketFacts> among(List<OpenDescriptor> open) {
        List<SocketFacts> found = new ArrayList<>();
        for (OpenDescriptor one : open) {
            if (one.link().startsWith(SOCKET)) {
                String inode = one.link().substring(SOCKET.length(), one.link().length() - 1);
                SocketFacts known = byInode.getOrDefault(inode, new SocketFacts(0, "other", "", "", ""));
                found.add(new SocketFacts(one.fd(), known.kind(), known.local(), known.remote(), known.state()));
            }
        }
        return found;
    }
}
