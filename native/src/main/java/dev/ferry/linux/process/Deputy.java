package dev.ferry.linux.process;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.Pipe;
import dev.ferry.linux.file.Write;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link BareProgram} that acts when this process is dead: its descriptor 0 is a pipe of which only we have the other end, so that its end
 * tells it. {@link #close} kills it, so that it does nothing.
 */
final class Deputy implements AutoCloseable {
    private final int pid;
    private final Fd leash;
    private boolean running = true;

    private Deputy(int pid, Fd leash) {
        this.pid = pid;
        this.leash = leash;
    }

    /**
     * Starts it.
     *
     * @param descriptors what it finds as its descriptors 1, 2...
     */
    static Deputy start(String name, byte[] code, int memory, List<Fd> descriptors) throws ErrnoException {
        Pipe pipe = Pipe.create(0);
        try (Fd readEnd = pipe.readEnd()) {
            List<Fd> all = new ArrayList<>(List.of(readEnd));
            all.addAll(descriptors);
            return new Deputy(BareProgram.start(name, code, memory, all), pipe.writeEnd());
        } catch (ErrnoException | RuntimeException e) {
            pipe.writeEnd().close();
            throw e;
        }
    }

    int pid() {
        return pid;
    }

    /** What it reads from its pipe, also if we are dead by then. {@code EPIPE} if somebody has killed it. */
    void tell(ByteBuffer direct) throws IOException {
        Write.fully(leash, direct);
    }

    /** When this returns it is gone and will do nothing. Twice is harmless. */
    @Override
    public void close() throws ErrnoException {
        if (!running) {
            return;
        }
        BareProgram.end(pid);
        running = false;
        leash.close();
    }
}
