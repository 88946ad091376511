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
     * Programs and libraries are the same if their build-ids are. Other files if size and time are, or if size and content are.
     *
     * @param sameMachine whether the program runs on this very machine, perhaps in another mount namespace; then a file that it
     *     writes may have grown since, and is still itself if the inode is
     */
    static boolean is(FileFacts wanted, FileStat here, boolean sameMachine) throws IOException {
        if (sameMachine && wanted.getInode() == here.inode()) {
            return true;
        }
        if (!wanted.getBuildId().isEmpty()) {
            Optional<ElfIdentity> elf = ElfIdentity.read(Path.of(wanted.getPath()));
            return elf.flatMap(ElfIdentity::buildId).equals(Optional.of(wanted.getBuildId()));
        }
        return wanted.getSize() == here.size() && (sameTime(wanted, here) || sameContent(wanted, here));
    }

    private static boolean sameTime(FileFacts wanted, FileStat here) {
        long seconds = here.modified().seconds();
        return wanted.getMtimeNs() == seconds * 1_000_000_000L + here.modified().nanoseconds();
    }

    private static boolean sameContent(FileFacts wanted, FileStat here) throws IOException {
        if (wanted.getSha256().isEmpty() || here.size() > Digest.MAX_FILE) {
            return false;
        }
        byte[] content = Digest.sha256(Path.of(wanted.getPath()), here.size());
        return Arrays.equals(content, wanted.getSha256().toByteArray());
    }
}
