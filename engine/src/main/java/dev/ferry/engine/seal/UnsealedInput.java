package dev.ferry.engine.seal;

import dev.ferry.engine.bytes.BlockInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** The content of a sealed file; each of its pieces is authenticated before a byte of it comes out, and the end is too. */
final class UnsealedInput extends BlockInputStream {
    private final ReadableByteChannel content;
    private long position;

    UnsealedInput(ReadableByteChannel content) {
        this.content = content;
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
