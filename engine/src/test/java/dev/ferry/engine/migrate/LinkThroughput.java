package dev.ferry.engine.migrate;

import dev.ferry.engine.stream.CompressMode;
import dev.ferry.engine.stream.ImageSink;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.wire.proto.HostFacts;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Prints what two engines carry over links of several speeds, with and without compression: {@code java ... LinkThroughput [MiB]}.
 * Numbers are for people; nothing is asserted, because time on a shared machine proves nothing.
 */
public final class LinkThroughput {
    private static final int MIB = 1 << 20;
    private static final int BLOCK = 64 << 10;
    private static final double UNLIMITED = Double.POSITIVE_INFINITY;

    private LinkThroughput() {}

    /** Alternates the measurements, so that a busy minute hits all of them. */
    public static void main(String[] arguments) throws Exception {
        int mib = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 512;
        System.out.println("link            data      mode  before MiB/s   ratio   CPU s/GiB");
        for (int round = 0; round < 3; round++) {
            System.out.println(round == 0 ? "cold" : "warm");
            for (Speed speed : Speed.values()) {
                for (Content content : Content.values()) {
                    for (CompressMode mode : CompressMode.values()) {
                        report(speed, content, mode, (int) Math.min(mib, speed.mibOfAFewSeconds()));
                    }
                }
            }
        }
    }

    /** What lies between the engines. */
    private enum Speed {
        PIPE(UNLIMITED, false),
        /** Each side spends what AES-GCM costs. */
        CIPHER(UNLIMITED, true),
        CIPHER_1_GB_S(1e9, true),
        CIPHER_100_MB_S(100e6, true),
        MBIT_10(1.25e6, false);

        private final double bytesPerSecond;
        private final boolean cipher;

        Speed(double bytesPerSecond, boolean cipher) {
            this.bytesPerSecond = bytesPerSecond;
            this.cipher = cipher;
        }

        double mibOfAFewSeconds() {
            return Math.max(bytesPerSecond * 8 / MIB, 1);
        }
    }

    private enum Content {
        ZEROS,
        TEXT,
        /** Pages of which half is random and half is one byte. */
        HALF,
        RANDOM,
        /** Mebibytes of text and of random bytes in turns. */
        MIXED;

        byte[] make() {
            Random random = new Random(1);
            byte[] bytes = new byte[64 * MIB];
            switch (this) {
                case ZEROS -> {}
                case TEXT -> text(bytes, 0, bytes.length, random);
                case HALF -> {
                    random.nextBytes(bytes);
                    for (int at = 0; at < bytes.length; at += 4096) {
                        Arrays.fill(bytes, at, at + 2048, (byte) 1);
                    }
                }
                case RANDOM -> random.nextBytes(bytes);
                case MIXED -> {
                    random.nextBytes(bytes);
                    for (int at = 0; at < bytes.length; at += 2 * MIB) {
                        text(bytes, at, MIB, random);
                    }
                }
            }
            return bytes;
        }

        /** Words and numbers; about half of it is left after compression. */
        private static void text(byte[] bytes, int from, int length, Random random) {
            byte[][] words = new byte[4096][];
            for (int i = 0; i < words.length; i++) {
                words[i] = (Integer.toString(random.nextInt(1 << 28), 36) + " ").getBytes(StandardCharsets.US_ASCII);
            }
            for (int at = from; at < from + length; ) {
                byte[] word = words[(int) Math.abs(random.nextGaussian() * 1000) % words.length];
                int count = Math.min(word.length, from + length - at);
                System.arraycopy(word, 0, bytes, at, count);
                at += count;
            }
        }
    }

    private static void report(Speed speed, Content content, CompressMode mode, int mib) throws Exception {
        byte[] data = content.make();
        Link link = new Link();
        Duplex source = link.source();
        Duplex sending = new Duplex(source.in(), new SlowOutput(source.out(), speed));
        Duplex arriving = link.destination();
        Duplex receiving = new Duplex(speed.cipher ? new CipherCost(arriving.in()) : arriving.in(), arriving.out());
        CompletableFuture<Void> destination = CompletableFuture.runAsync(() -> receive(receiving));
        long cpu = cpuNanos();
        long start = System.nanoTime();
        try (sending;
                Connection connection = open(sending, mode)) {
            send(connection, data, mib);
            destination.join();
            double seconds = (System.nanoTime() - start) / 1e9;
            Traffic traffic = connection.traffic();
            System.out.printf(
                    "%-15s %-9s %-5s %11.1f   %6.3f   %8.2f   link rate %.2f MB/s%n",
                    speed,
                    content,
                    mode,
                    mib / seconds,
                    (double) traffic.bytesAfter() / traffic.bytesBefore(),
                    (cpuNanos() - cpu) / 1e9 / mib * 1024,
                    traffic.linkRate() / 1e6);
        }
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static Connection open(Duplex channel, CompressMode mode) throws IOException {
        Connection connection = Connection.open(
                channel,
                new Patience(Duration.ofSeconds(20), new CancelToken()),
                new LinkOptions(mode, Bandwidth.UNLIMITED));
        Greeting.exchange(connection, HostFacts.getDefaultInstance());
        return connection;
    }

    private static void send(Connection connection, byte[] data, int mib) throws IOException {
        try (ImageSink images = connection.imageSink()) {
            try (OutputStream image = images.create("pages-1.img")) {
                byte[] block = new byte[BLOCK];
                for (long done = 0; done < (long) mib * MIB; done += BLOCK) {
                    System.arraycopy(data, (int) (done % data.length), block, 0, BLOCK);
                    image.write(block);
                }
            }
            images.finish();
        }
    }

    private static void receive(Duplex channel) {
        try (channel;
                Connection connection = open(channel, CompressMode.AUTO);
                ImageSource images = connection.imageSource()) {
            byte[] block = new byte[BLOCK];
            InputStream image = images.next().orElseThrow().content();
            while (image.read(block) >= 0) {}
            images.next();
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    /** Takes the time and the processor that a link and its cipher take. */
    private static final class SlowOutput extends FilterOutputStream {
        private static final int PACKET = 32 << 10;

        private final CipherCost cost;
        private final TokenBucket bucket;

        SlowOutput(OutputStream out, Speed speed) {
            super(out);
            cost = speed.cipher ? new CipherCost(InputStream.nullInputStream()) : null;
            Bandwidth rate = speed.bytesPerSecond == UNLIMITED
                    ? Bandwidth.UNLIMITED
                    : new Bandwidth((long) speed.bytesPerSecond);
            bucket = new TokenBucket(rate, System::nanoTime);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int done = 0; done < length; done += PACKET) {
                int count = Math.min(PACKET, length - done);
                pause(bucket.take(count));
                if (cost != null) {
                    cost.spend(bytes, offset + done, count);
                }
                out.write(bytes, offset + done, count);
            }
        }

        private static void pause(long nanos) throws IOException {
            try {
                Thread.sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    /** Encrypts what passes and throws it away. */
    private static final class CipherCost extends InputStream {
        private final InputStream in;
        private final byte[] scratch = new byte[256 << 10];
        private long nonce;

        CipherCost(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            return in.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = in.read(bytes, offset, Math.min(length, 32 << 10));
            if (count > 0) {
                spend(bytes, offset, count);
            }
            return count;
        }

        void spend(byte[] bytes, int offset, int length) throws IOException {
            try {
                Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
                byte[] iv = ByteBuffer.allocate(12).putLong(nonce++).array();
                cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[16], "AES"), new GCMParameterSpec(128, iv));
                cipher.doFinal(bytes, offset, length, scratch);
            } catch (GeneralSecurityException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
