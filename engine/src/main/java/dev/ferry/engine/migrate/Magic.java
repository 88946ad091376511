package dev.ferry.engine.migrate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The first bytes in both directions. A login shell may have printed something before them. */
final class Magic {
    private static final byte[] BYTES = "\0FERRY1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_GREETING = 64 << 10;

    private Magic() {}

    static void exchange(InputStream in, OutputStream out) throws IOException {
        out.write(BYTES);
        out.flush();
        byte[] last = new byte[BYTES.length];
        for (int read = 0; !Arrays.equals(last, BYTES); read++) {
            int next = in.read();
            if (next < 0 || read == MAX_GREETING) {
                throw new ProtocolException(
                        FailureCode.PROTOCOL,
                        "The other side does not speak Ferry's protocol; see whether ferry is installed there and starts.");
            }
            System.arraycopy(last, 1, last, 0, last.length - 1);
            last[last.length - 1] = (byte) next;
        }
    }
}
