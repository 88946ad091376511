package dev.ferry.engine.resource;

import dev.ferry.engine.procfs.ElfIdentity;
import dev.ferry.linux.Fd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** The build-id of an ELF file as {@code RegFileEntry} has it: little-endian words, the last one filled with zeros. */
public final class BuildId {
    private BuildId() {}

    /** The words; none if the file is no ELF file, has no build-id, or we may not read it. */
    public static List<Integer> words(Path file) throws IOException {
        try {
            return ElfIdentity.read(file)
                    .flatMap(ElfIdentity::buildId)
                    .map(hex -> words(HexFormat.of().parseHex(hex)))
                    .orElse(List.of());
        } catch (AccessDeniedException e) {
            return List.of();
        }
    }

    /** The path under which this process reads its own open file. */
    static Path path(Fd file) {
        return Path.of("/proc/self/fd", Integer.toString(file.number()));
    }

    private static List<Integer> words(byte[] id) {
        int padded = (id.length + Integer.BYTES - 1) / Integer.BYTES * Integer.BYTES;
        ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(id, padded)).order(ByteOrder.LITTLE_ENDIAN);
        List<Integer> words = new ArrayList<>();
        while (bytes.hasRemaining()) {
            words.add(bytes.getInt());
        }
        return words;
    }
}
