package dev.ferry.engine.resource;

import dev.ferry.engine.image.proto.FownEntry;
import dev.ferry.linux.abi.Fcntl;
import dev.ferry.linux.file.FileFlags;
import java.io.IOException;
import java.util.Optional;

/** Who is told by a signal that an open file is ready: so far nobody may be. See fcntl(2), F_SETOWN. */
final class Fown {
    /** Nobody is told. */
    static final FownEntry NOBODY = FownEntry.newBuilder()
            .setUid(0)
            .setEuid(0)
            .setSignum(0)
            .setPidType(0)
            .setPid(0)
            .build();

    private Fown() {}

    /** Why an open file that tells somebody can not be carried. */
    static Optional<String> refusal(OpenFile file) throws IOException {
        // An O_PATH handle has no owner, and fcntl(2) would answer EBADF.
        if ((file.flags() & Fcntl.O_PATH) != 0) {
            return Optional.empty();
        }
        boolean told = (file.flags() & Fcntl.O_ASYNC) != 0
                || !FileFlags.owner(file.copy()).isNobody()
                || FileFlags.signal(file.copy()) != 0;
        return told
                ? Optional.of(RegFile.name(file) + " sends a signal when it is ready (F_SETOWN, O_ASYNC), which this "
                        + "version of Ferry can not carry; move the program when it has cleared that.")
                : Optional.empty();
    }
}
