package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Eventfd.EFD_SEMAPHORE;
import static dev.ferry.linux.abi.Fcntl.O_ACCMODE;
import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;

import com.google.auto.service.AutoService;
import dev.ferry.engine.image.proto.EventfdFileEntry;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.Eventfd;
import dev.ferry.linux.file.FileFlags;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * The counter of an eventfd(2), and whether it counts down by one (EFD_SEMAPHORE).
 *
 * <p>CRIU's message has no field for that. Here it is bit 0 of the flags: an eventfd is always opened O_RDWR (2), so the bit that is
 * EFD_SEMAPHORE and would be O_WRONLY is otherwise 0, and CRIU, which hands the flags to F_SETFL, ignores it. Kernels before 6.5 do
 * not tell (fdinfo has no {@code eventfd-semaphore}); there every eventfd counts as a plain one.
 */
@AutoService(FileKind.class)
public final class EventfdKind implements FileKind {
    private static final FileSignature SIGNATURE = FileSignature.anonInode("anon_inode:[eventfd]");
    private static final KnownFlags FLAGS = new KnownFlags(O_ACCMODE | O_NONBLOCK);
    /** The kernel itself can overflow a counter to this; no program can write it. */
    private static final long OVERFLOWN = -1;

    @Override
    public Set<FileSignature> signatures() {
        return Set.of(SIGNATURE);
    }

    @Override
    public Optional<String> refusal(OpenFile file, TreeFiles tree) throws IOException {
        if (counter(file) == OVERFLOWN) {
            return Optional.of("The counter of the " + file.describe()
                    + " has overflown; let the program read it, then try again.");
        }
        return FLAGS.refusal(file);
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) throws IOException {
        EventfdFileEntry entry = EventfdFileEntry.newBuilder()
                .setId(file.id())
                .setFlags(file.flags() | (isSemaphore(file) ? EFD_SEMAPHORE : 0))
                .setFown(Fown.NOBODY)
                .setCounter(counter(file))
                .build();
        return FileEntry.newBuilder()
                .setType(FdTypes.EVENTFD)
                .setId(file.id())
                .setEfd(entry)
                .build();
    }

    private static long counter(OpenFile file) throws IOException {
        return FdField.hex(file, "eventfd-count");
    }

    private static boolean isSemaphore(OpenFile file) {
        return FdField.find(file, "eventfd-semaphore").filter("1"::equals).isPresent();
    }

    @Override
    public boolean restores(FileEntry entry) {
        return entry.getType() == FdTypes.EVENTFD;
    }

    @Override
    public Fd create(FileEntry entry, RestoreContext context) throws IOException {
        EventfdFileEntry eventfd = entry.getEfd();
        Plausible.requireMessage(entry, entry.hasEfd(), eventfd.getId(), eventfd.getFown());
        Plausible.require(entry, eventfd.getCounter() != OVERFLOWN, "has an overflown counter");
        int flags = FLAGS.require(entry, eventfd.getFlags());
        Fd created = Eventfd.create(eventfd.getCounter(), flags & EFD_SEMAPHORE);
        FileFlags.setStatus(created, flags & O_NONBLOCK);
        return created;
    }
}
