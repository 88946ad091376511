package dev.ferry.engine.procfs;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** {@code /proc/net/igmp} and {@code igmp6}: the multicast groups that the interfaces of this network namespace are in. */
public final class MulticastGroups {
    private static final int IPV4_DIGITS = 8;
    private static final int IPV6_DIGITS = 32;

    /**
     * A group on an interface.
     *
     * @param device index of the interface
     * @param name of the interface
     */
    public record Group(int device, String name, InetAddress address) {}

    private MulticastGroups() {}

    /** All of them. */
    public static List<Group> read() throws IOException {
        List<Group> groups = new ArrayList<>(parse4(lines("igmp")));
        groups.addAll(parse6(lines("igmp6")));
        return groups;
    }

    private static List<String> lines(String file) throws IOException {
        try {
            return Files.readAllLines(Path.of("/proc/self/net", file));
        } catch (NoSuchFileException withoutThatProtocol) {
            return List.of();
        }
    }

    /** A line for each interface ({@code 1 lo : 2 V3}), followed by indented ones for its groups, as words of this machine. */
    static List<Group> parse4(List<String> lines) throws IOException {
        List<Group> groups = new ArrayList<>();
        int device = 0;
        String name = "";
        for (String line : lines) {
            String[] words = line.strip().split("\\s+", -1);
            if (line.startsWith("\t") && words[0].length() == IPV4_DIGITS) {
                byte[] reversed = HexFormat.of().parseHex(words[0]);
                byte[] address = {reversed[3], reversed[2], reversed[1], reversed[0]};
                groups.add(new Group(device, name, InetAddress.getByAddress(address)));
            } else if (words[0].chars().allMatch(Character::isDigit) && words.length > 1) {
                device = Integer.parseInt(words[0]);
                name = words[1];
            }
        }
        return groups;
    }

    /** {@code 1 lo ff02...01 1 0000000C 0}. */
    static List<Group> parse6(List<String> lines) throws IOException {
        List<Group> groups = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.strip().split("\\s+", -1);
            if (words.length > 2 && words[2].length() == IPV6_DIGITS) {
                InetAddress address = InetAddress.getByAddress(HexFormat.of().parseHex(words[2]));
                groups.add(new Group(Integer.parseInt(words[0]), words[1], address));
            }
        }
        return groups;
    }
}
