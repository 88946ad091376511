package dev.ferry.engine.procfs;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What tells one build of a program or library from another. Reads headers and notes only, whatever the file claims; a
 * file whose notes make no sense has no build-id. See elf(5).
 *
 * @param bits 32 or 64
 * @param machine e_machine, such as 62 for x86-64
 * @param buildId the GNU build-id in hex
 */
public record ElfIdentity(int bits, int machine, Optional<String> buildId) {
    private static final int MAGIC = 0x7f454c46;
    private static final int HEADER = 64;
    private static final int PT_NOTE = 4;
    private static final int NT_GNU_BUILD_ID = 3;
    private static final int GNU = 0x474e5500;

    private static final int MAX_PROGRAM_HEADERS = 256;
    private static final int MAX_NOTES = 64 * 1024;
    private static final int MAX_BUILD_ID = 64;

    /** Empty if the path is not a regular file in ELF format. */
    public static Optional<ElfIdentity> read(Path file) throws IOException {
        // Opening a fifo would wait for its writer.
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            return read(channel);
        }
    }

    private static Optional<ElfIdentity> read(SeekableByteChannel channel) throws IOException {
        ByteBuffer header = slice(channel, 0, HEADER);
        if (header.remaining() < 20 || header.getInt(0) != MAGIC) {
            return Optional.empty();
        }
        int bits = header.get(4) == 1 ? 32 : header.get(4) == 2 ? 64 : 0;
        ByteOrder order = header.get(5) == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        if (bits == 0) {
            return Optional.empty();
        }
        int machine = Short.toUnsignedInt(header.order(order).getShort(18));
        return Optional.of(new ElfIdentity(bits, machine, new Notes(channel, order, bits == 64).buildId(header)));
    }

    /** At most {@code length} bytes of the file; fewer where it ends, none at an impossible offset. */
    private static ByteBuffer slice(SeekableByteChannel channel, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        if (offset >= 0 && offset < channel.size()) {
            channel.position(offset);
            while (bytes.hasRemaining() && channel.read(bytes) > 0) {}
        }
        return bytes.flip();
    }

    /** The note segments of one file. */
    private record Notes(SeekableByteChannel channel, ByteOrder order, boolean wide) {

        Optional<String> buildId(ByteBuffer header) throws IOException {
            try {
                return search(header);
            } catch (BufferUnderflowException | IndexOutOfBoundsException truncated) {
                return Optional.empty();
            }
        }

        private Optional<String> search(ByteBuffer header) throws IOException {
            int size = wide ? 56 : 32;
            int entrySize = Short.toUnsignedInt(header.getShort(wide ? 54 : 42));
            int count = Short.toUnsignedInt(header.getShort(wide ? 56 : 44));
            if (entrySize != size || count > MAX_PROGRAM_HEADERS) {
                return Optional.empty();
            }
            ByteBuffer table = read(word(header, wide ? 32 : 28), count * size);
            Optional<String> found = Optional.empty();
            for (int i = 0; i < count && found.isEmpty(); i++) {
                found = inSegment(table, i * size);
            }
            return found;
        }

        private Optional<String> inSegment(ByteBuffer table, int at) throws IOException {
            long size = word(table, at + (wide ? 32 : 16));
            if (table.getInt(at) != PT_NOTE || size < 0 || size > MAX_NOTES) {
                return Optional.empty();
            }
            int alignment = word(table, at + (wide ? 48 : 28)) == 8 ? 8 : 4;
            return inNotes(read(word(table, at + (wide ? 8 : 4)), (int) size), alignment);
        }

        private Optional<String> inNotes(ByteBuffer notes, int alignment) {
            while (notes.remaining() >= 12) {
                int start = notes.position();
                int nameSize = bounded(notes.getInt());
                int descSize = bounded(notes.getInt());
                int type = notes.getInt();
                int desc = align(start + 12 + nameSize, alignment);
                if (type == NT_GNU_BUILD_ID && nameSize == 4 && isGnu(notes, start + 12)) {
                    return hex(notes, desc, descSize);
                }
                notes.position(Math.min(align(desc + descSize, alignment), notes.limit()));
            }
            return Optional.empty();
        }

        private static Optional<String> hex(ByteBuffer notes, int at, int size) {
            if (size == 0 || size > MAX_BUILD_ID) {
                return Optional.empty();
            }
            byte[] id = new byte[size];
            notes.get(at, id);
            return Optional.of(HexFormat.of().formatHex(id));
        }

        private static boolean isGnu(ByteBuffer notes, int at) {
            return notes.duplicate().order(ByteOrder.BIG_ENDIAN).getInt(at) == GNU;
        }

        /** Sizes beyond the segment end the search, as an offset behind its end does. */
        private static int bounded(int size) {
            return size < 0 || size > MAX_NOTES ? MAX_NOTES : size;
        }

        private static int align(int offset, int alignment) {
            return (offset + alignment - 1) & -alignment;
        }

        private ByteBuffer read(long offset, int length) throws IOException {
            return slice(channel, offset, length).order(order);
        }

        private long word(ByteBuffer bytes, int at) {
            return wide ? bytes.getLong(at) : Integer.toUnsignedLong(bytes.getInt(at));
        }
    }
}
