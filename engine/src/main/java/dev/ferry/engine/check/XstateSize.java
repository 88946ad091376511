package dev.ferry.engine.check;

import dev.ferry.linux.abi.Ptrace;
import dev.ferry.linux.process.Stub;
import dev.ferry.linux.ptrace.Tracee;
import dev.ferry.linux.ptrace.TracerThread;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Optional;

/**
 * How much state the processor keeps for a thread, as ptrace(2) gives it of a stub.
 *
 * @param bytes length of NT_X86_XSTATE
 * @param features XCR0
 */
record XstateSize(int bytes, long features) {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private static final int XCR0 = 464;
    private static Optional<XstateSize> ofThisHost = Optional.empty();

    /** Asked once; empty if we may not trace or it takes too long. */
    static synchronized Optional<XstateSize> ofThisHost() {
        if (ofThisHost.isEmpty()) {
            ofThisHost = ask();
        }
        return ofThisHost;
    }

    private static Optional<XstateSize> ask() {
        try (TracerThread tracer = new TracerThread()) {
            return Optional.of(tracer.call(XstateSize::ofAStub));
        } catch (IOException notAllowed) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static XstateSize ofAStub() throws IOException {
        try (Stub stub = Stub.start()) {
            Tracee tracee = Tracee.seize(stub.pid(), Ptrace.O_EXITKILL);
            tracee.interrupt();
            tracee.awaitStop(STOP_LIMIT);
            ByteBuffer area = ByteBuffer.wrap(tracee.xstate()).order(ByteOrder.LITTLE_ENDIAN);
            return new XstateSize(area.capacity(), area.getLong(XCR0));
        }
    }
}
