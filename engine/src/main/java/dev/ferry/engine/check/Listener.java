package dev.ferry.engine.check;

import com.google.protobuf.ByteString;
import dev.ferry.engine.wire.proto.PortFacts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A socket that takes connections or datagrams from anybody, from {@code /proc/net/{tcp,udp}{,6}} (proc_net(5)).
 *
 * @param inode of the socket, as in the link {@code socket:[inode]}
 */
record Listener(PortFacts port, long inode) {
    private static final int TCP_LISTEN = 0x0a;
    private static final int UDP_UNCONNECTED = 0x07;

    /** All listeners in the network namespace of this process. */
    static List<Listener> all() throws IOException {
        List<Listener> all = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
            boolean datagram = table.startsWith("udp");
            List<String> lines = KernelText.lines(Path.of("/proc/self/net", table));
            lines.stream().skip(1).forEach(line -> parse(line, table.endsWith("6"), datagram, all));
        }
        return all;
    }

    /** {@code sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode ...}. */
    static void parse(String line, boolean v6, boolean datagram, List<Listener> into) {
        List<String> words = KernelText.words(line);
        int state = Integer.parseInt(words.get(3), 16);
        if (state == (datagram ? UDP_UNCONNECTED : TCP_LISTEN)) {
            String[] local = words.get(1).split(":", 2);
            PortFacts port = PortFacts.newBuilder()
                    .setV6(v6)
                    .setDatagram(datagram)
                    .setAddress(ByteString.copyFrom(networkOrder(HexFormat.of().parseHex(local[0]))))
                    .setPort(Integer.parseInt(local[1], 16))
                    .build();
            into.add(new Listener(port, Long.parseLong(words.get(9))));
        }
    }

    /** The kernel prints the address as 32-bit words of this machine. */
    private static byte[] networkOrder(byte[] printed) {
        ByteBuffer words = ByteBuffer.wrap(printed);
        ByteBuffer bytes = ByteBuffer.allocate(printed.length).order(ByteOrder.nativeOrder());
        while (words.hasRemaining()) {
            bytes.putInt(words.getInt());
        }
        return bytes.array();
    }

    /** Whether both can not be bound at once. */
    static boolean collide(PortFacts a, PortFacts b) {
        return a.getV6() == b.getV6()
                && a.getDatagram() == b.getDatagram()
                && a.getPort() == b.getPort()
                && (a.getAddress().equals(b.getAddress()) || isAny(a) || isAny(b));
    }

    private static boolean isAny(PortFacts port) {
        return Arrays.equals(
                port.getAddress().toByteArray(), new byte[port.getAddress().size()]);
    }
}
