package dev.ferry.engine.restore;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.resource.FileKinds;
import java.io.IOException;
import java.util.Optional;

/** Whether this version of Ferry knows everything that a checkpoint describes. */
public final class Restorable {
    private Restorable() {}

    /** The first thing that a restore would refuse, as a sentence; what is in the way on a host is another question. */
    public static Optional<String> obstacle(CheckpointImages images) throws IOException {
        try {
            RestorePlan plan = RestorePlan.of(images);
            plan.requireLivingParents();
            FileKinds kinds = FileKinds.load();
            for (FileEntry file : plan.files().values()) {
                kinds.of(file);
            }
            return Optional.empty();
        } catch (ImageException e) {
            return Optional.of(e.getMessage());
        }
    }
}
