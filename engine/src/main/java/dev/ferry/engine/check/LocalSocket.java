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
 * A socket that has a port, from {@code /proc/net/{tcp,udp}{,6}} (proc_net(5)).
 *
 * @param listens whether it takes connections or datagrams from anybody
 * @param inode of the socket, as in the link {@code socket:[inode]}; 0 for a connection that nobody holds any more
 */
record LocalSocket(PortFacts port, boolean listens, long inode) {
    private static final int TCP_LISTEN = 0x0a;
    private static final int UDP_UNCONNECTED = 0x07;
    /** What comes before an IPv4 address in an IPv6 one. */
    static final ByteString MAPPED = ByteString.fromHex("00000000000000000000ffff");

    /** All in the network namespace of this process. */
    static List<LocalSocket> all() throws IOException {
        List<LocalSocket> all = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
            boolean datagram = table.startsWith("udp");
            List<String> lines = KernelText.lines(Path.of("/proc/self/net", table));
            lines.stream().skip(1).forEach(line -> all.add(parse(line, table.endsWith("6"), datagram)));
        }
        return all;
    }

    /** {@code sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode ...}. */
    static LocalSocket parse(String line, boolean v6, boolean datagram) {
        List<String> words = KernelText.words(line);
        String[] local = words.get(1).split(":", 2);
        PortFacts port = PortFacts.newBuilder()
                .setV6(v6)
                .setDatagram(datagram)
                .setAddress(ByteString.copyFrom(networkOrder(HexFormat.of().parseHex(local[0]))))
                .setPort(Integer.parseInt(local[1], 16))
                .build();
        int state = Integer.parseInt(words.get(3), 16);
        return new LocalSocket(port, state == (datagram ? UDP_UNCONNECTED : TCP_LISTEN), Long.parseLong(words.get(9)));
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

    /** Whether both want the same port of an address, if no option lets them share it. */
    boolean overlaps(PortFacts wanted) {
        return port.getDatagram() == wanted.getDatagram()
                && port.getPort() == wanted.getPort()
                && (port.getV6() == wanted.getV6() ? sameFamily(wanted) : otherFamily(wanted));
    }

    /** Whether the kernel certainly refuses to bind {@code wanted} beside this one. */
    boolean excludes(PortFacts wanted) {
        boolean mayShare = wanted.getReusePort() || (wanted.getDatagram() && wanted.getReuseAddress());
        return listens && port.getV6() == wanted.getV6() && !isMapped(port) && !isMapped(wanted) && !mayShare;
    }

    private boolean sameFamily(PortFacts wanted) {
        return port.getAddress().equals(wanted.getAddress()) || isAny(port) || isAny(wanted);
    }

    /** A socket of IPv6 that is not for IPv6 only has the port of IPv4 too; /proc does not tell which. */
    private boolean otherFamily(PortFacts wanted) {
        PortFacts v6 = port.getV6() ? port : wanted;
        PortFacts v4 = port.getV6() ? wanted : port;
        if (isMapped(v6)) {
            return isAny(v4) || v6.getAddress().substring(MAPPED.size()).equals(v4.getAddress());
        }
        return isAny(v6) && !v6.getV6Only();
    }

    static boolean isMapped(PortFacts port) {
        return port.getAddress().startsWith(MAPPED);
    }

    static boolean isAny(PortFacts port) {
        return Arrays.equals(
                port.getAddress().toByteArray(), new byte[port.getAddress().size()]);
    }
}
