package dev.ferry.remote.ssh;

import dev.ferry.engine.bytes.BlockInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.connection.ConnectionException;

/**
 * Standard error of a command, on its way from SSHJ's reader thread to ours. SSHJ's own stream shares the window with standard output,
 * and each read of it opens the window anew, however much of standard output nobody has read yet: up to its limit, where the whole
 * connection ends. This one gives back to the window what was read of it, and no more.
 */
final class ErrorPipe extends BlockInputStream {
    private static final int MAX_WAITING = 16 << 20;
    private static final int CREDIT = 32 << 10;

    private final WindowCredit window;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private int position;
    private int bytes;
    private int read;
    private boolean ended;
    private SSHException failure;

    /** Lets the other side send more. */
    interface WindowCredit {
        void grant(int count) throws SSHException;
    }

    ErrorPipe(WindowCredit window) {
        this.window = window;
    }

    synchronized void put(byte[] some) throws ConnectionException {
        bytes += some.length;
        if (bytes > MAX_WAITING) {
            throw new ConnectionException("a command writes more to its standard error than the window allows");
        }
        waiting.add(some);
        notifyAll();
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    synchronized void fail(SSHException why) {
        failure = failure == null ? why : failure;
        end();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = length == 0 ? 0 : take(buffer, offset, length);
        int credit = count > 0 ? credit(count) : 0;
        if (credit > 0) {
            window.grant(credit);
        }
        return count;
    }

    private synchronized int take(byte[] buffer, int offset, int length) throws IOException {
        await();
        byte[] first = waiting.peek();
        if (first == null) {
            return -1;
        }
        int count = Math.min(length, first.length - position);
        System.arraycopy(first, position, buffer, offset, count);
        position += count;
        if (position == first.length) {
            waiting.remove();
            position = 0;
        }
        bytes -= count;
        return count;
    }

    private synchronized void await() throws IOException {
        while (waiting.isEmpty() && !ended) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for the standard error of a command");
            }
        }
        if (waiting.isEmpty() && failure != null) {
            throw failure;
        }
    }

    /** Not for every line: a message of the window is as long as one. */
    private synchronized int credit(int count) {
        read += count;
        int credit = read >= CREDIT ? read : 0;
        read -= credit;
        return credit;
    }
}
