package dev.ferry.app.checkpoints;

import dev.ferry.app.conduct.HostSession;
import dev.ferry.app.screen.Observed;
import dev.ferry.engine.carry.ExistingFilePolicy;

/** The question whether a checkpoint is restored on a host. */
public final class RestoreViewModel {
    private final OpenCheckpoint checkpoint;
    private final HostSession to;
    private final String toName;
    private final Observed<ExistingFilePolicy> existingFiles = new Observed<>(ExistingFilePolicy.REFUSE);

    RestoreViewModel(OpenCheckpoint checkpoint, HostSession to, String toName) {
        this.checkpoint = checkpoint;
        this.to = to;
        this.toName = toName;
    }

    /** Whether this version of Ferry can do it at all. */
    public boolean canRestore() {
        return checkpoint.obstacle().isEmpty();
    }

    /** What is restored. */
    public OpenCheckpoint checkpoint() {
        return checkpoint;
    }

    /** Where. */
    public HostSession to() {
        return to;
    }

    /** The same for a sentence. */
    public String toName() {
        return toName;
    }

    /** What happens to different files of the same name there. */
    public Observed<ExistingFilePolicy> existingFiles() {
        return existingFiles;
    }
}
