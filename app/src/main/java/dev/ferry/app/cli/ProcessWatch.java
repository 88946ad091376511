package dev.ferry.app.cli;

import dev.ferry.app.conduct.JsonLines;
import dev.ferry.app.watch.FullSample;
import dev.ferry.app.watch.Sampler;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code ferry ps --json --watch}: a sample to a line, until the input ends or nobody takes the output. */
final class ProcessWatch {
    private ProcessWatch() {}

    static void run(double seconds) throws IOException, InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        Thread reader = new Thread(() -> awaitEnd(ended), "ferry-watch-input");
        reader.setDaemon(true);
        reader.start();
        Sampler sampler = new Sampler();
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        do {
            out.write(JsonLines.of(FullSample.take(sampler)));
        } while (!ended.await((long) (seconds * 1000), TimeUnit.MILLISECONDS));
    }

    private static void awaitEnd(CountDownLatch ended) {
        byte[] some = new byte[1024];
        try (FileInputStream in = new FileInputStream(FileDescriptor.in)) {
            while (in.read(some) >= 0) {}
        } catch (IOException gone) {
            // That is an end too.
        } finally {
            ended.countDown();
        }
    }
}
