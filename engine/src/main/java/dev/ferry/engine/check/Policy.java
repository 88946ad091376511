package dev.ferry.engine.check;

import dev.ferry.engine.carry.ExistingFilePolicy;
import dev.ferry.engine.resource.TcpPolicy;

/**
 * What the person who moves the tree has decided beforehand.
 *
 * @param existingFiles about files of the destination that are in the way; its engine is told
 * @param tcp about connections with others; it concerns the source
 */
public record Policy(ExistingFilePolicy existingFiles, TcpPolicy tcp) {
    /** Nothing of the destination is touched. */
    public static final Policy CAREFUL = of(ExistingFilePolicy.REFUSE);

    /** Connections with others keep the tree from moving. */
    public static Policy of(ExistingFilePolicy existingFiles) {
        return new Policy(existingFiles, TcpPolicy.REFUSE);
    }
}
