package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Fcntl.O_ACCMODE;
import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;

import com.google.auto.service.AutoService;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.SignalfdEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.Signalfd;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** A signalfd(2): which signals it takes. The signals themselves wait in the tasks. */
@AutoService(FileKind.class)
public final class SignalfdKind implements FileKind {
    private static final KnownFlags FLAGS = new KnownFlags(O_ACCMODE | O_NONBLOCK);

    @Override
    public Set<FileSignature> signatures() {
        return Set.of(FileSignature.anonInode("anon_inode:[signalfd]"));
    }

    @Override
    public Optional<String> refusal(OpenFile file, TreeFiles tree) throws IOException {
        return FLAGS.refusal(file);
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) throws IOException {
        SignalfdEntry entry = SignalfdEntry.newBuilder()
                .setId(file.id())
                .setFlags(file.flags())
                .setFown(Fown.NOBODY)
                .setSigmask(FdField.hex(file, "sigmask"))
                .build();
        return FileEntry.newBuilder()
                .setType(FdTypes.SIGNALFD)
                .setId(file.id())
                .setSgfd(entry)
                .build();
    }

    @Override
    public boolean restores(FileEntry entry) {
        return entry.getType() == FdTypes.SIGNALFD;
    }

    @Override
    public Fd create(FileEntry entry, RestoreContext context) throws IOException {
        SignalfdEntry signalfd = entry.getSgfd();
        Plausible.requireMessage(entry, entry.hasSgfd(), signalfd.getId(), signalfd.getFown());
        int flags = FLAGS.require(entry, signalfd.getFlags());
        return Signalfd.create(signalfd.getSigmask(), flags & O_NONBLOCK);
    }
}
