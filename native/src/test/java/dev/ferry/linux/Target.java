package dev.ferry.linux;

import dev.ferry.linux.process.Signal;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A running {@code src/test/targets/target.c}. It is started through setsid(1), so it is no child of ours and nobody here
 * waits for it. We talk through the file that both sides have mapped; the offsets are those of its {@code struct board}.
 */
public final class Target implements AutoCloseable {
    public static final int FUTEX = 48;

    private static final Path SOURCE = Path.of("src/test/targets/target.c").toAbsolutePath();
    private static final Path BINARY = Path.of("target/target").toAbsolutePath();
    private static final int BOARD_SIZE = 4096;

    private final Path file;
    private final MappedByteBuffer board;

    private Target(Path file, MappedByteBuffer board) {
        this.file = file;
        this.board = board;
    }

    /** Starts the program in one of its modes and waits until it is ready. */
    public static Target start(String mode) throws IOException, InterruptedException {
        compile();
        Path file = Files.createTempFile("target", ".board");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer board = channel.map(FileChannel.MapMode.READ_WRITE, 0, BOARD_SIZE);
            board.order(ByteOrder.LITTLE_ENDIAN);
            run("setsid", "--fork", BINARY.toString(), mode, file.toString());
            Target target = new Target(file, board);
            target.await(() -> target.pid() != 0);
            return target;
        }
    }

    private static synchronized void compile() throws IOException, InterruptedException {
        if (!Files.exists(BINARY)
                || Files.getLastModifiedTime(BINARY).compareTo(Files.getLastModifiedTime(SOURCE)) < 0) {
            run("cc", "-O1", "-Wall", "-Werror", "-o", BINARY.toString(), SOURCE.toString(), "-lpthread");
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed");
        }
    }

    public int pid() {
        return (int) board.getLong(0);
    }

    /** How often it has gone round its loop. */
    public long count() {
        return board.getLong(8);
    }

    /** How often its signal handler has run. */
    public long signals() {
        return board.getLong(16);
    }

    /** What its system call returned, {@code -errno} included. */
    public long result() {
        return board.getLong(24);
    }

    /** Whether its registers held what it had put there. */
    public boolean isIntact() {
        return board.getLong(32) == 1;
    }

    /** Whether what it was doing when it said that it was ready has come to its end. */
    public boolean isDone() {
        return board.getLong(40) == 1;
    }

    /** The number or address that its mode tells. */
    public long value() {
        return board.getLong(64);
    }

    /** How long its system call took. */
    public long nanos() {
        return board.getLong(72);
    }

    /** The memory that we share with it. */
    public MappedByteBuffer board() {
        return board;
    }

    /** Tells it to go on. */
    public void go() {
        board.putLong(56, 1);
    }

    /** Waits until it has counted on from where it is now. */
    public void awaitCounting() {
        long now = count();
        await(() -> count() > now + 2);
    }

    /** Waits until {@code condition} holds. */
    public void await(Callable<Boolean> condition) {
        Awaitility.await()
                .pollInSameThread()
                .pollInterval(2, TimeUnit.MILLISECONDS)
                .until(condition);
    }

    /** The state letter of proc_pid_stat(5), X if it has gone. */
    public char state() {
        try {
            String stat = Files.readString(Path.of("/proc", Integer.toString(pid()), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException gone) {
            return 'X';
        }
    }

    /** Whether it has ended, reaped or not. */
    public boolean hasEnded() {
        return state() == 'X' || state() == 'Z';
    }

    /** Waits until it sleeps in the system call with this number. */
    public void awaitSleepIn(String systemCall) {
        await(() -> Files.readString(Path.of("/proc", Integer.toString(pid()), "syscall"))
                .startsWith(systemCall + " "));
    }

    @Override
    public void close() throws IOException {
        Signal.sendIfAlive(pid(), 9);
        Files.delete(file);
    }
}
