package dev.ferry.engine.check;

import dev.ferry.engine.carry.ExistingFilePolicy;

/** What the person who moves the tree has decided beforehand. */
public record Policy(ExistingFilePolicy existingFiles) {
    /** Nothing of the destination is touched. */
    public static final Policy CAREFUL = new Policy(ExistingFilePolicy.REFUSE);
}
