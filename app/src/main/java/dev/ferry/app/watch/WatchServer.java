package dev.ferry.app.watch;

import dev.ferry.app.conduct.JsonLines;
import dev.ferry.app.conduct.LineBuffer;
import dev.ferry.app.conduct.WatchLine;
import dev.ferry.app.conduct.WatchRequest;
import dev.ferry.engine.check.HostPassport;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.process.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Tells whoever conducts how this host is, and answers what it asks, until it closes the input. */
public final class WatchServer {
    private static final long SECOND_NANOS = 1_000_000_000;

    private final InputStream in;
    private final OutputStream out;
    /** Something has changed for the sampler. */
    private final Semaphore news = new Semaphore(0);

    private final Sampler sampler = new Sampler();

    private volatile boolean ended;
    private volatile boolean processesWanted;

    private WatchServer(InputStream in, OutputStream out) throws IOException {
        this.in = in;
        this.out = out;
    }

    /** Serves until the input ends or nobody takes the output. */
    public static void serve(InputStream in, OutputStream out) throws IOException, InterruptedException {
        WatchServer server = new WatchServer(in, out);
        server.write(new WatchLine.Hello(ThisHostProfile.read(), HostPassport.ofThisHost()));
        Thread reader = new Thread(server::read, "ferry-watch-requests");
        reader.setDaemon(true);
        reader.start();
        server.sample();
    }

    private void sample() throws IOException, InterruptedException {
        long next = System.nanoTime();
        do {
            write(processesWanted ? sampler.sample() : sampler.load());
            next = Math.max(next + SECOND_NANOS, System.nanoTime());
            if (news.tryAcquire(next - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                next = System.nanoTime();
            }
        } while (!ended);
    }

    private synchronized void write(WatchLine line) throws IOException {
        out.write(JsonLines.of(line));
        out.flush();
    }

    private void read() {
        LineBuffer buffer = new LineBuffer(WatchRequest.MAX_LINE);
        try {
            Optional<WatchRequest> request = JsonLines.read(in, buffer, WatchRequest.class);
            while (request.isPresent()) {
                answer(request.get());
                request = JsonLines.read(in, buffer, WatchRequest.class);
            }
        } catch (IOException e) {
            System.err.println("ferry: A request was not understood (" + e.getMessage() + ").");
        } finally {
            ended = true;
            news.release();
        }
    }

    private void answer(WatchRequest request) throws IOException {
        if (request instanceof WatchRequest.Processes processes) {
            processesWanted = processes.wanted();
            news.release();
        } else if (request instanceof WatchRequest.Look look) {
            sampler.lookAt(look.pid());
            news.release();
        } else if (request instanceof WatchRequest.Cancel cancel) {
            cancel(cancel.engine());
        } else if (request instanceof WatchRequest.Pause pause) {
            pause(pause.engine(), pause.halted());
        } else if (request instanceof WatchRequest.Details details) {
            write(details(details));
        }
    }

    private static WatchLine details(WatchRequest.Details asked) {
        try {
            return new WatchLine.Details(asked.request(), DetailsReader.read(asked.pid()));
        } catch (IOException e) {
            return new WatchLine.Failed(
                    asked.request(), "Process " + asked.pid() + " can not be looked into (" + e.getMessage() + ").");
        }
    }

    /** Only an engine: this may run as root, and the pid may belong to somebody else by now. */
    private static void cancel(long engine) throws IOException {
        String words = commandLine(engine);
        boolean moves = isSend(words) || words.contains("ferry-app.jar\0settle\0");
        boolean saves = words.contains("ferry-app.jar\0dump\0") && words.contains("\0--conducted\0");
        if (moves || saves) {
            ProcessHandle.of(engine).ifPresent(ProcessHandle::destroy);
        }
    }

    private static void pause(long engine, boolean halted) throws IOException {
        if (engine <= Integer.MAX_VALUE && isSend(commandLine(engine))) {
            Signal.sendIfAlive((int) engine, halted ? Signals.SIGTSTP : Signals.SIGCONT);
        }
    }

    private static boolean isSend(String commandLine) {
        return commandLine.contains("ferry-app.jar\0send\0");
    }

    /** Words that each end with a zero byte; empty if it is gone. */
    private static String commandLine(long engine) throws IOException {
        Path cmdline = Path.of("/proc", Long.toString(engine), "cmdline");
        return Files.exists(cmdline) ? Files.readString(cmdline, java.nio.charset.StandardCharsets.ISO_8859_1) : "";
    }
}
