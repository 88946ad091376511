package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Fcntl.O_ACCMODE;
import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;

import com.google.auto.service.AutoService;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.InotifyFileEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.Inotify;
import dev.ferry.linux.file.Pipe;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** An inotify(7) instance without watches, as event loops keep one ready. Of a watch the kernel tells the inode, but not the path. */
@AutoService(FileKind.class)
public final class InotifyKind implements FileKind {
    private static final KnownFlags FLAGS = new KnownFlags(O_ACCMODE | O_NONBLOCK);

    @Override
    public Set<FileSignature> signatures() {
        return Set.of(FileSignature.anonInode("anon_inode:inotify"), FileSignature.anonInode("anon_inode:[inotify]"));
    }

    @Override
    public Optional<String> refusal(OpenFile file, TreeFiles tree) throws IOException {
        int watches = FdField.all(file, "inotify wd").size();
        if (watches > 0) {
            return Optional.of(
                    "The " + file.describe() + " watches " + watches + " files or directories for changes, which this "
                            + "version of Ferry can not carry; start the program without watching files.");
        }
        if (Pipe.queued(file.copy()) > 0) {
            return Optional.of("The " + file.describe() + " has events of watched files that were not read yet; "
                    + "try again when the program has read them.");
        }
        return FLAGS.refusal(file);
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        InotifyFileEntry entry = InotifyFileEntry.newBuilder()
                .setId(file.id())
                .setFlags(file.flags())
                .setFown(Fown.NOBODY)
                .build();
        return FileEntry.newBuilder()
                .setType(FdTypes.INOTIFY)
                .setId(file.id())
                .setIfy(entry)
                .build();
    }

    @Override
    public boolean restores(FileEntry entry) {
        return entry.getType() == FdTypes.INOTIFY;
    }

    @Override
    public Fd create(FileEntry entry, RestoreContext context) throws IOException {
        InotifyFileEntry inotify = entry.getIfy();
        Plausible.requireMessage(entry, entry.hasIfy(), inotify.getId(), inotify.getFown());
        Plausible.require(entry, inotify.getWdCount() == 0, "watches files, which can not be restored yet");
        int flags = FLAGS.require(entry, inotify.getFlags());
        return Inotify.create(flags & O_NONBLOCK);
    }
}
