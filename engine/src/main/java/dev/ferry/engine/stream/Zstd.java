package dev.ferry.engine.stream;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether this JVM can compress. The library is native code: on a host where it does not load, Ferry works without. */
public final class Zstd {
    /** The name of the feature, as engines announce it to each other. */
    public static final String FEATURE = "zstd";

    private static final Logger LOG = LoggerFactory.getLogger(Zstd.class);
    private static final int TRIED_BYTES = 4 << 10;

    private Zstd() {}

    /** Loads the library at the first call, and tries it. */
    public static boolean isAvailable() {
        return Loaded.WORKS;
    }

    private static final class Loaded {
        static final boolean WORKS = works();

        private static boolean works() {
            try (ZstdCompressCtx there = new ZstdCompressCtx();
                    ZstdDecompressCtx back = new ZstdDecompressCtx()) {
                byte[] original = new byte[TRIED_BYTES];
                Arrays.fill(original, (byte) 7);
                return Arrays.equals(original, back.decompress(there.compress(original), TRIED_BYTES));
            } catch (LinkageError | ZstdException e) {
                LOG.debug("zstd can not be used here", e);
                return false;
            }
        }
    }
}
