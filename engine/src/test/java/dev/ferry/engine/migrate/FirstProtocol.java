package dev.ferry.engine.migrate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** What two engines of the first days wrote to each other, byte for byte. */
final class FirstProtocol {
    private FirstProtocol() {}

    /** What one side said, each time without a word of the other one between; the first is where it begins. */
    static List<byte[]> saidBy(String side) throws IOException {
        try (InputStream in = FirstProtocol.class.getResourceAsStream("first-protocol.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> line.startsWith(side + " "))
                    .map(line -> HexFormat.of().parseHex(line.substring(side.length() + 1)))
                    .toList();
        }
    }

    static byte[] allSaidBy(String side) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        saidBy(side).forEach(all::writeBytes);
        return all.toByteArray();
    }
}
