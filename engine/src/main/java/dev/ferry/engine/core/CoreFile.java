package dev.ferry.engine.core;

import dev.ferry.engine.image.ImageException;
import dev.ferry.linux.abi.Elf;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.memory.PageRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The file that is being written: ELF header, program headers, memory, and behind that the notes, which are known last. Pages of zeros
 * are left out and become holes.
 */
final class CoreFile {
    private static final int MAX_SEGMENTS = 1 << 20;
    /** Of the file with its holes; file systems have limits not far above. */
    private static final long MAX_BYTES = 1L << 43;

    private static final ByteBuffer ZEROS = ByteBuffer.allocate(Mman.PAGE_SIZE).asReadOnlyBuffer();

    private final FileChannel out;
    private final List<Segment> segments;
    private final NavigableMap<Long, Segment> byAddress = new TreeMap<>();
    private final Map<Segment, Long> offsets = new HashMap<>();
    private final long notes;
    private long notesEnd;

    CoreFile(FileChannel out, List<Segment> segments) throws ImageException {
        if (segments.size() > MAX_SEGMENTS) {
            throw new ImageException("The memory of the process is in " + segments.size() + " pieces, more than the "
                    + MAX_SEGMENTS + " that this version of Ferry writes to a core file.");
        }
        this.out = out;
        this.segments = List.copyOf(segments);
        long offset = wholePages(Elf.EHDR_SIZE + (segments.size() + 1L) * Elf.PHDR_SIZE);
        for (Segment segment : segments) {
            byAddress.put(segment.memory().start(), segment);
            offsets.put(segment, offset);
            offset += segment.fileBytes();
        }
        if (offset > MAX_BYTES) {
            throw new ImageException(
                    "The core file would have " + (offset >>> 40)
                            + " TiB with its holes, more than file systems take; the process uses too much of its address space.");
        }
        notes = offset;
        notesEnd = offset;
    }

    private static long wholePages(long bytes) {
        return (bytes + Mman.PAGE_SIZE - 1) & -Mman.PAGE_SIZE;
    }

    /** Puts memory into the segments that have content. Whole pages. */
    void write(long address, ByteBuffer pages) throws IOException {
        for (int done = 0; done < pages.limit(); done += Mman.PAGE_SIZE) {
            int length = data(pages, done);
            if (length > 0) {
                writeAt(offset(address + done), pages.slice(done, length));
                done += length - Mman.PAGE_SIZE;
            }
        }
    }

    /** How many bytes from {@code start} on are no pages of zeros. */
    private static int data(ByteBuffer pages, int start) {
        int end = start;
        while (end < pages.limit() && pages.slice(end, Mman.PAGE_SIZE).mismatch(ZEROS) >= 0) {
            end += Mman.PAGE_SIZE;
        }
        return end - start;
    }

    /** Where the file has these addresses, which have content: segments that touch in memory do so in the file. */
    private long offset(long address) {
        Segment segment = byAddress.floorEntry(address).getValue();
        return offsets.get(segment) + address - segment.memory().start();
    }

    /** What has been written at an address; fewer bytes where the content ends, none if there is none. */
    byte[] read(long address, int length) throws IOException {
        Map.Entry<Long, Segment> segment = byAddress.floorEntry(address);
        if (segment == null || address >= segment.getKey() + segment.getValue().fileBytes()) {
            return new byte[0];
        }
        long there = segment.getKey() + segment.getValue().fileBytes() - address;
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(length, there));
        long offset = offset(address);
        while (bytes.hasRemaining() && out.read(bytes, offset + bytes.position()) > 0) {}
        return bytes.array();
    }

    /** Adds a note; only when all memory is written. */
    void append(Note note) throws IOException {
        ByteBuffer bytes = note.encoded();
        int length = bytes.remaining();
        writeAt(notesEnd, bytes);
        notesEnd += length;
    }

    /** Writes the headers. */
    void finish() throws IOException {
        writeHeaders();
        if (isExtended()) {
            writeAt(sectionOffset(), section());
        }
    }

    /** Whether the number of headers does not fit where it belongs. */
    private boolean isExtended() {
        return segments.size() + 1 >= Elf.PN_XNUM;
    }

    private long sectionOffset() {
        return (notesEnd + Long.BYTES - 1) & -Long.BYTES;
    }

    private ByteBuffer section() {
        return Note.zeros(Elf.SHDR_SIZE).putInt(Elf.SH_INFO, segments.size() + 1);
    }

    private void writeHeaders() throws IOException {
        ByteBuffer headers = Note.zeros(Elf.EHDR_SIZE + (segments.size() + 1) * Elf.PHDR_SIZE);
        headers.putLong(Elf.IDENT_64_LITTLE_ENDIAN)
                .putLong(0)
                .putShort(Elf.ET_CORE)
                .putShort(Elf.EM_X86_64)
                .putInt(Elf.EV_CURRENT)
                .putLong(0)
                .putLong(Elf.EHDR_SIZE)
                .putLong(isExtended() ? sectionOffset() : 0)
                .putInt(0)
                .putShort((short) Elf.EHDR_SIZE)
                .putShort((short) Elf.PHDR_SIZE)
                .putShort((short) (isExtended() ? Elf.PN_XNUM : segments.size() + 1))
                .putShort((short) (isExtended() ? Elf.SHDR_SIZE : 0))
                .putShort((short) (isExtended() ? 1 : 0))
                .putShort((short) 0);
        header(headers, Elf.PT_NOTE, 0, notes, new PageRun(0, 0), notesEnd - notes, Integer.BYTES);
        for (Segment segment : segments) {
            header(
                    headers,
                    Elf.PT_LOAD,
                    segment.flags(),
                    offsets.get(segment),
                    segment.memory(),
                    segment.fileBytes(),
                    Mman.PAGE_SIZE);
        }
        writeAt(0, headers.flip());
    }

    private static void header(
            ByteBuffer headers, int type, int flags, long offset, PageRun memory, long fileBytes, int alignment) {
        headers.putInt(type)
                .putInt(flags)
                .putLong(offset)
                .putLong(memory.start())
                .putLong(0)
                .putLong(fileBytes)
                .putLong(memory.bytes())
                .putLong(alignment);
    }

    private void writeAt(long offset, ByteBuffer bytes) throws IOException {
        for (long at = offset; bytes.hasRemaining(); ) {
            at += out.write(bytes, at);
        }
    }
}
