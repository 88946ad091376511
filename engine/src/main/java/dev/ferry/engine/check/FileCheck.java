package dev.ferry.engine.check;

import dev.ferry.engine.carry.ExistingFilePolicy;
import dev.ferry.engine.carry.FilePlacer;
import dev.ferry.engine.wire.proto.FileFacts;
import dev.ferry.engine.wire.proto.FileFacts.Reason;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Stat;
import dev.ferry.linux.file.FileStat;
import java.io.IOException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which of the program's files are here, which have to come along, and which are in the way. */
final class FileCheck {
    private final ExistingFilePolicy policy;
    private final boolean sameMachine;
    private final String remedy;
    private final Findings findings;
    private final List<FileFacts> carried = new ArrayList<>();
    private final List<FileFacts> ghosts = new ArrayList<>();
    private final List<String> useTheirs = new ArrayList<>();

    /** For an engine that gets the rights which it lacks by {@code remedy}. */
    FileCheck(ExistingFilePolicy policy, boolean sameMachine, String remedy, Findings findings) {
        this.policy = policy;
        this.sameMachine = sameMachine;
        this.remedy = remedy;
        this.findings = findings;
    }

    /** What has to be put here: those, and deleted files with content as long as the program uses them. */
    List<FileFacts> placed() {
        List<FileFacts> placed = new ArrayList<>(carried);
        placed.addAll(ghosts);
        return placed;
    }

    List<String> carry() {
        return carried.stream().map(FileFacts::getPath).distinct().toList();
    }

    List<String> useTheirs() {
        return List.copyOf(useTheirs);
    }

    /** Judges one file. A deleted one travels with the tree and needs no name here. */
    void add(FileFacts wanted) {
        if (wanted.getDeleted()) {
            ghosts.add(wanted);
            return;
        }
        try {
            Optional<FileStat> here = stat(wanted.getPath());
            if (here.isEmpty()) {
                missing(wanted);
            } else if (type(here.get().mode()) != type(wanted.getMode())) {
                findings.blocker(
                        "file-kind",
                        wanted.getPath(),
                        "is not the same kind of file on the destination",
                        "move that away there");
            } else if (here.get().isRegular() && !isOnlyWatched(wanted)) {
                existing(wanted, here.get());
            }
        } catch (NotDirectoryException e) {
            findings.blocker(
                    "file-kind",
                    wanted.getPath(),
                    "can not be put on the destination, where something above it is no directory",
                    "move that away there");
        } catch (IOException e) {
            findings.blocker(
                    "file-unreadable",
                    wanted.getPath(),
                    "can not be looked at by ferry on the destination (" + e.getMessage() + ")",
                    remedy);
        }
    }

    private static boolean isOnlyWatched(FileFacts wanted) {
        return wanted.getReasonsList().stream().allMatch(reason -> reason == Reason.WATCHED)
                && wanted.getReasonsCount() > 0;
    }

    private void missing(FileFacts wanted) {
        int type = type(wanted.getMode());
        if (type != Stat.S_IFREG && type != Stat.S_IFDIR && type != Stat.S_IFIFO) {
            findings.blocker(
                    "device-missing", wanted.getPath(), "does not exist on the destination", "load its driver there");
        } else if (!FilePlacer.mayPlace(wanted.getPath())) {
            findings.blocker(
                    "file-of-kernel",
                    wanted.getPath(),
                    "does not exist on the destination, and Ferry puts no files into /proc, /sys and /dev",
                    "move the program when it does not use it");
        } else {
            carried.add(wanted);
            findings.note("file-missing", wanted.getPath(), "does not exist on the destination and comes along", "");
        }
    }

    private void existing(FileFacts wanted, FileStat here) throws IOException {
        Optional<String> difference = SameFile.difference(wanted, here, sameMachine);
        if (difference.isPresent()) {
            different(wanted, difference.get());
        } else if (wanted.getWritten()) {
            carried.add(wanted);
        } else {
            useTheirs.add(wanted.getPath());
        }
    }

    private void different(FileFacts wanted, String cause) {
        switch (policy) {
            case REFUSE ->
                findings.blocker(
                        "file-differs", wanted.getPath(), cause, "let ferry overwrite it or use the one there");
            case OVERWRITE -> {
                carried.add(wanted);
                findings.note("file-overwritten", wanted.getPath(), cause + ", and is overwritten", "");
            }
            case USE_THEIRS -> {
                useTheirs.add(wanted.getPath());
                findings.warning(
                        "file-theirs",
                        wanted.getPath(),
                        cause + ", and the program goes on with that one",
                        "make sure that it can");
            }
        }
    }

    private static int type(int mode) {
        return mode & Stat.S_IFMT;
    }

    private static Optional<FileStat> stat(String path) throws IOException {
        try {
            return Optional.of(FileStat.of(path));
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return Optional.empty();
            }
            throw e.errno().symbol().equals("ENOTDIR") ? new NotDirectoryException(path) : e;
        }
    }
}
