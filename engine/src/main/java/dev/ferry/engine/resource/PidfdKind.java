package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Fcntl.O_ACCMODE;
import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;

import com.google.auto.service.AutoService;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.PidfdEntry;
import dev.ferry.engine.procfs.FdInfo;
import dev.ferry.engine.procfs.NoSuchProcessException;
import dev.ferry.engine.procfs.Stat;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.FileFlags;
import dev.ferry.linux.process.Pidfd;
import dev.ferry.linux.process.Stub;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * A descriptor of a process, pidfd_open(2), that is in the tree too, or that nobody can be found by any more: one of a process
 * that has ended is made again by a process that ends.
 */
@AutoService(FileKind.class)
public final class PidfdKind implements FileKind {
    private static final KnownFlags FLAGS = new KnownFlags(O_ACCMODE | O_NONBLOCK);
    private static final int ENDED = -1;

    @Override
    public Set<FileSignature> signatures() {
        return Set.of(FileSignature.anonInode("anon_inode:[pidfd]"));
    }

    @Override
    public Optional<String> refusal(OpenFile file, TreeFiles tree) throws IOException {
        int pid = pid(file);
        return pid == ENDED || tree.pids().contains(pid) || isZombieIn(pid, tree)
                ? FLAGS.refusal(file)
                : Optional.of("The " + file.describe() + " stands for process " + pid
                        + ", which does not move along; let the program close it first.");
    }

    /** Zombies have no open files, so they are not among the pids. */
    private static boolean isZombieIn(int pid, TreeFiles tree) throws IOException {
        try {
            return tree.pids().contains(Stat.read(pid).ppid());
        } catch (NoSuchProcessException gone) {
            return false;
        }
    }

    /** Read now, for it may have ended meanwhile. */
    private static int pid(OpenFile file) throws IOException {
        FdInfo now = FdInfo.read(
                Math.toIntExact(ProcessHandle.current().pid()), file.copy().number());
        String pid = now.value("Pid").orElseThrow(() -> FdField.unreadable(file, "Pid", "nothing", null));
        try {
            return Integer.parseInt(pid);
        } catch (NumberFormatException e) {
            throw FdField.unreadable(file, "Pid", pid, e);
        }
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) throws IOException {
        PidfdEntry entry = PidfdEntry.newBuilder()
                .setId(file.id())
                .setIno((int) file.stat().inode())
                // As CRIU has it, which passes them to pidfd_open(2); every one is read and written.
                .setFlags(file.flags() & ~O_ACCMODE)
                .setNspid(pid(file))
                .setFown(Fown.NOBODY)
                .build();
        return FileEntry.newBuilder()
                .setType(FdTypes.PIDFD)
                .setId(file.id())
                .setPidfd(entry)
                .build();
    }

    @Override
    public boolean restores(FileEntry entry) {
        return entry.getType() == FdTypes.PIDFD;
    }

    @Override
    public Fd create(FileEntry entry, RestoreContext context) throws IOException {
        PidfdEntry pidfd = entry.getPidfd();
        Plausible.requireMessage(entry, entry.hasPidfd(), pidfd.getId(), pidfd.getFown());
        int flags = FLAGS.require(entry, pidfd.getFlags());
        boolean known = pidfd.getNspid() == ENDED || context.pids().contains(pidfd.getNspid());
        Plausible.require(entry, known, "stands for process " + pidfd.getNspid() + ", which the tree does not have");
        Fd created = pidfd.getNspid() == ENDED
                ? ended()
                : Pidfd.open(pidfd.getNspid()).descriptor();
        FileFlags.setStatus(created, flags & O_NONBLOCK);
        return created;
    }

    private static Fd ended() throws IOException {
        try (Stub stub = Stub.start()) {
            return Pidfd.open(stub.pid()).descriptor();
        }
    }
}
