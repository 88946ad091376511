package dev.ferry.engine.restore;

import dev.ferry.engine.precopy.PageSink;
import dev.ferry.engine.precopy.PageTransfer;
import dev.ferry.engine.precopy.TreeShape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Rounds of pre-copy, kept until the pids of the program are free: on one host nobody else can have them before. */
public final class RecordedRounds implements PageSink {
    private final List<Part> parts = new ArrayList<>();
    private long bytes;

    private interface Part {
        void to(Skeleton skeleton) throws IOException;
    }

    @Override
    public void tree(TreeShape shape) {
        parts.add(skeleton -> skeleton.grow(TreeShape.parse(shape.message())));
    }

    @Override
    public void pages(byte[] header, byte[] content, int offset, int length) {
        byte[] payload = ByteBuffer.allocate(header.length + length)
                .put(header)
                .put(content, offset, length)
                .array();
        bytes += length;
        parts.add(skeleton -> {
            PageTransfer transfer = PageTransfer.parse(ByteBuffer.wrap(payload));
            if (transfer.isArea()) {
                skeleton.map(transfer);
            } else {
                skeleton.write(transfer);
            }
        });
    }

    /** Content of pages so far. */
    public long bytes() {
        return bytes;
    }

    /** What a destination would have done meanwhile. */
    public void replay(Skeleton skeleton) throws IOException {
        for (Part part : parts) {
            part.to(skeleton);
        }
    }
}
