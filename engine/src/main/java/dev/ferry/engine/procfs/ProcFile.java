package dev.ferry.engine.procfs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One file or directory that belongs to a process or thread: the only place that touches {@code /proc}, and the one that
 * tells "the process has gone" from every other failure.
 *
 * @param owner the directory that disappears with the process or thread
 */
record ProcFile(int pid, Path owner, Path path) {
    private static final int FIRST_CAPACITY = 4096;

    /** ESRCH as the JDK words it; it has no exception class of its own for it. */
    private static final String NO_SUCH_PROCESS = "No such process";

    /** ENOENT when a file that was opened is read: what it is about has gone in between, such as a descriptor. */
    private static final String NO_SUCH_FILE = "No such file or directory";

    /** A pure parser of a file's text. */
    @FunctionalInterface
    interface Parser<I, T> {
        T parse(I content) throws ProcfsException;
    }

    /** Something that reads and may find the process gone. */
    @FunctionalInterface
    interface Read<T> {
        T read() throws IOException;
    }

    static ProcFile of(int pid, String name) {
        return in(pid, Path.of("/proc", Integer.toString(pid)), name);
    }

    static ProcFile of(int pid, int tid, String name) {
        return in(pid, Path.of("/proc", Integer.toString(pid), "task", Integer.toString(tid)), name);
    }

    /** Of another procfs than the one that is mounted at {@code /proc}. */
    static ProcFile within(Path procfs, int pid, String name) {
        return in(pid, procfs.resolve(Integer.toString(pid)), name);
    }

    private static ProcFile in(int pid, Path owner, String name) {
        return new ProcFile(pid, owner, owner.resolve(name));
    }

    /** Reads and parses a text; bytes that are not UTF-8 come as U+FFFD. */
    <T> T text(Parser<String, T> parser) throws IOException {
        return bytes(content -> parser.parse(new String(content, StandardCharsets.UTF_8)));
    }

    <T> T bytes(Parser<byte[], T> parser) throws IOException {
        byte[] content = alive(this::content);
        try {
            return parser.parse(content);
        } catch (ProcfsException e) {
            throw e.in(path.toString());
        }
    }

    /** The numbers that name the entries of this directory, ascending. */
    List<Integer> numbers() throws IOException {
        List<Integer> numbers = alive(() -> numbersIn(path));
        Collections.sort(numbers);
        return numbers;
    }

    static List<Integer> numbersIn(Path directory) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (Digits.isDecimal(name)) {
                    numbers.add(Integer.valueOf(name));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return numbers;
    }

    /** Runs a read; a failure that comes from the process being gone becomes {@link NoSuchProcessException}. */
    <T> T alive(Read<T> read) throws IOException {
        try {
            return read.read();
        } catch (IOException e) {
            if (NO_SUCH_PROCESS.equals(reason(e)) || isOwner(e) || Files.notExists(owner)) {
                throw new NoSuchProcessException(pid, owner.toString(), e);
            }
            throw e;
        }
    }

    /** The directory itself was missing; a new process may already have the number, and with it the directory. */
    private boolean isOwner(IOException e) {
        return e instanceof NoSuchFileException missing && owner.toString().equals(missing.getFile());
    }

    /** Failing to open says so beside the path, failing to read in the message alone. */
    private static String reason(IOException e) {
        return e instanceof FileSystemException open ? open.getReason() : e.getMessage();
    }

    /** Whole buffers, never byte by byte: the kernel keeps a text consistent only within one read. */
    private byte[] content() throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(path)) {
            ByteBuffer buffer = ByteBuffer.allocate(FIRST_CAPACITY);
            ByteArrayOutputStream content = new ByteArrayOutputStream(FIRST_CAPACITY);
            while (channel.read(buffer.clear()) >= 0) {
                content.write(buffer.array(), 0, buffer.position());
            }
            return content.toByteArray();
        } catch (IOException e) {
            throw NO_SUCH_FILE.equals(e.getMessage()) ? missing(e) : e;
        }
    }

    private NoSuchFileException missing(IOException cause) {
        NoSuchFileException missing = new NoSuchFileException(path.toString());
        missing.initCause(cause);
        return missing;
    }
}
