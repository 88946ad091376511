package dev.ferry.engine.check;

import dev.ferry.engine.procfs.ElfIdentity;
import dev.ferry.engine.wire.proto.FileFacts;
import dev.ferry.linux.file.FileStat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Whether a regular file here is the one that a program uses elsewhere. */
final class SameFile {
    private SameFile() {}

    /**
     * What makes it another one, as a predicate of it; empty if it is the same. Programs and libraries are the same if their build-ids are. Other files if size and time are, or if size and content are.
     *
     * @param sameMachine whether the program runs on this very machine, perhaps in another mount namespace; then a file that it
     *     writes may have grown since, and is still itself if the inode is
     */
    static Optional<String> difference(FileFacts wanted, FileStat here, boolean sameMachine) throws IOException {
        if (sameMachine && wanted.getInode() == here.inode()) {
            return Optional.empty();
        }
        if (!wanted.getBuildId().isEmpty()) {
            Optional<ElfIdentity> elf = ElfIdentity.read(Path.of(wanted.getPath()));
            boolean same = elf.flatMap(ElfIdentity::buildId).equals(Optional.of(wanted.getBuildId()));
            return same ? Optional.empty() : Optional.of("is another build on the destination");
        }
        if (wanted.getSize() != here.size()) {
            return Optional.of(
                    "has " + here.size() + " bytes on the destination and " + wanted.getSize() + " on the source");
        }
        return sameTime(wanted, here) ? Optional.empty() : byContent(wanted, here);
    }

    private static Optional<String> byContent(FileFacts wanted, FileStat here) throws IOException {
        if (wanted.getSha256().isEmpty() || here.size() > Digest.MAX_FILE) {
            return Optional.of(
                    "was changed at another time on the destination, and is too large to compare its content");
        }
        return sameContent(wanted, here) ? Optional.empty() : Optional.of("has another content on the destination");
    }

    private static boolean sameTime(FileFacts wanted, FileStat here) {
        long seconds = here.modified().seconds();
        return wanted.getMtimeNs() == seconds * 1_000_000_000L + here.modified().nanoseconds();
    }

    private static boolean sameContent(FileFacts wanted, FileStat here) throws IOException {
        byte[] content = Digest.sha256(Path.of(wanted.getPath()), here.size());
        return Arrays.equals(content, wanted.getSha256().toByteArray());
    }
}
