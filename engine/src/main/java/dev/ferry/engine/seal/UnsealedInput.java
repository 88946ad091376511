package dev.ferry.engine.seal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** The content of a sealed file; each of its pieces is authenticated before a byte of it comes out, and the end is too. */
final class UnsealedInput extends InputStream {
    private final ReadableByteChannel content;
    private long position;

    UnsealedInput(ReadableByteChannel content) {
        this.content = content;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            int got = content.read(ByteBuffer.wrap(bytes, offset, length));
            position += Math.max(got, 0);
            return got;
        } catch (IOException e) {
            throw new SealException(
                    "The checkpoint is damaged: what is encrypted in it was changed or cut off after " + position
                            + " bytes; get it again.",
                    e);
        }
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
