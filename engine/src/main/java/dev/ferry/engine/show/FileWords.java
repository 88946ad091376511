package dev.ferry.engine.show;

import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.MemfdInodeEntry;
import dev.ferry.engine.image.proto.RegFileEntry;
import dev.ferry.engine.image.proto.RemapFilePathEntry;
import dev.ferry.engine.image.proto.RemapType;
import dev.ferry.engine.image.proto.SignalfdEntry;
import dev.ferry.engine.image.proto.TimerfdEntry;
import dev.ferry.engine.image.proto.TtyInfoEntry;
import dev.ferry.engine.restore.CheckpointImages;
import dev.ferry.linux.abi.Stat;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Says what each open file is. Also those that Ferry can not restore: the images of CRIU have more kinds. */
final class FileWords {
    private final FileReader files;
    private final SocketWords sockets;
    private final Set<Integer> deleted = new HashSet<>();
    private final Map<Integer, TtyInfoEntry> terminals = new HashMap<>();
    private final Map<Long, MemfdInodeEntry> memfds = new HashMap<>();

    FileWords(CheckpointImages images, FileReader files) throws IOException {
        this.files = files;
        this.sockets = SocketWords.of(images, files);
        if (images.has(ImageType.REMAP_FPATH.fileName())) {
            images.all(ImageType.REMAP_FPATH, ImageType.REMAP_FPATH.fileName(), RemapFilePathEntry.parser()).stream()
                    .filter(remap -> remap.getRemapType() == RemapType.GHOST)
                    .forEach(remap -> deleted.add(remap.getOrigId()));
        }
        if (images.has(ImageType.TTY_INFO.fileName())) {
            images.all(ImageType.TTY_INFO, ImageType.TTY_INFO.fileName(), TtyInfoEntry.parser())
                    .forEach(terminal -> terminals.put(terminal.getId(), terminal));
        }
        if (images.has(ImageType.MEMFD_INODE.fileName())) {
            images.all(ImageType.MEMFD_INODE, ImageType.MEMFD_INODE.fileName(), MemfdInodeEntry.parser())
                    .forEach(memfd -> memfds.put(memfd.getInodeId(), memfd));
        }
    }

    /** The file, without those who hold it. */
    SavedFile file(FileEntry entry) {
        return new SavedFile(
                entry.getId(),
                kind(entry),
                name(entry),
                detail(entry),
                OpenFlags.access(flags(entry)),
                OpenFlags.words(flags(entry)),
                position(entry),
                pipe(entry),
                sockets.socket(entry),
                List.of());
    }

    private static String kind(FileEntry entry) {
        return switch (entry.getType()) {
            case REG -> kind(entry.getReg());
            case INETSK, UNIXSK, PACKETSK, NETLINKSK -> SocketWords.kind(entry);
            case EVENTPOLL -> "epoll";
            case NS -> "namespace";
            case TUNF -> "tun";
            case EXT -> "external";
            case BPFMAP -> "bpf map";
            case TTY, CTL_TTY -> "terminal";
            default -> entry.getType().name().toLowerCase(Locale.ROOT);
        };
    }

    private static String kind(RegFileEntry reg) {
        return switch (reg.hasMode() ? reg.getMode() & Stat.S_IFMT : Stat.S_IFREG) {
            case Stat.S_IFDIR -> "directory";
            case Stat.S_IFCHR -> "character device";
            case Stat.S_IFBLK -> "block device";
            case Stat.S_IFLNK -> "symbolic link";
            default -> "file";
        };
    }

    /** Its path, or what else tells it apart; empty if nothing does. */
    String name(FileEntry entry) {
        return switch (entry.getType()) {
            case REG -> entry.getReg().getName();
            case FIFO -> files.reg(entry.getFifo().getRegfId()).getName();
            case PIPE -> "pipe " + Integer.toUnsignedString(entry.getPipe().getPipeId());
            case TTY -> terminal(entry);
            case MEMFD ->
                memfds.getOrDefault(
                                Integer.toUnsignedLong(entry.getMemfd().getInodeId()),
                                MemfdInodeEntry.getDefaultInstance())
                        .getName();
            case PIDFD -> "process " + entry.getPidfd().getNspid();
            case TUNF -> entry.getTunf().getNetdev();
            case INETSK, UNIXSK, PACKETSK, NETLINKSK -> sockets.name(entry);
            default -> "";
        };
    }

    private String terminal(FileEntry entry) {
        TtyInfoEntry info = terminals.getOrDefault(entry.getTty().getTtyInfoId(), TtyInfoEntry.getDefaultInstance());
        return info.hasPty()
                ? "/dev/pts/" + Integer.toUnsignedString(info.getPty().getIndex())
                : info.getType().name().toLowerCase(Locale.ROOT);
    }

    private String detail(FileEntry entry) {
        return switch (entry.getType()) {
            case REG -> deleted.contains(entry.getId()) ? "deleted" : "";
            case EVENTFD -> "counter " + Long.toUnsignedString(entry.getEfd().getCounter());
            case EVENTPOLL -> watching(entry.getEpfd().getTfdCount());
            case INOTIFY -> watching(entry.getIfy().getWdCount());
            case FANOTIFY -> watching(entry.getFfy().getMarkCount());
            case SIGNALFD -> signals(entry.getSgfd());
            case TIMERFD -> timer(entry.getTfd());
            case MEMFD ->
                memfds.getOrDefault(
                                        Integer.toUnsignedLong(entry.getMemfd().getInodeId()),
                                        MemfdInodeEntry.getDefaultInstance())
                                .getSize()
                        + " bytes";
            default -> "";
        };
    }

    private static String watching(int count) {
        return "watches " + count;
    }

    private static String signals(SignalfdEntry entry) {
        return String.join(" ", SignalNames.in(entry.getSigmask()));
    }

    private static String timer(TimerfdEntry entry) {
        if (entry.getVsec() == 0 && entry.getVnsec() == 0) {
            return "not armed";
        }
        String interval = entry.getIsec() == 0 && entry.getInsec() == 0
                ? ""
                : ", then every " + seconds(entry.getIsec(), entry.getInsec());
        return "in " + seconds(entry.getVsec(), entry.getVnsec()) + interval;
    }

    private static String seconds(long seconds, long nanos) {
        return String.format(Locale.ROOT, "%.3f s", seconds + nanos / 1e9);
    }

    private int flags(FileEntry entry) {
        return switch (entry.getType()) {
            case REG -> entry.getReg().getFlags();
            case PIPE -> entry.getPipe().getFlags();
            case FIFO -> files.reg(entry.getFifo().getRegfId()).getFlags();
            case INETSK -> entry.getIsk().getFlags();
            case UNIXSK -> entry.getUsk().getFlags();
            case PACKETSK -> entry.getPsk().getFlags();
            case NETLINKSK -> entry.getNlsk().getFlags();
            case EVENTFD -> entry.getEfd().getFlags();
            case EVENTPOLL -> entry.getEpfd().getFlags();
            case SIGNALFD -> entry.getSgfd().getFlags();
            case TIMERFD -> entry.getTfd().getFlags();
            case INOTIFY -> entry.getIfy().getFlags();
            case FANOTIFY -> entry.getFfy().getFlags();
            case TTY -> entry.getTty().getFlags();
            case MEMFD -> entry.getMemfd().getFlags();
            case PIDFD -> entry.getPidfd().getFlags();
            case NS -> entry.getNsf().getFlags();
            default -> 0;
        };
    }

    private long position(FileEntry entry) {
        return switch (entry.getType()) {
            case REG -> entry.getReg().getPos();
            case MEMFD -> entry.getMemfd().getPos();
            default -> 0;
        };
    }

    private static int pipe(FileEntry entry) {
        return switch (entry.getType()) {
            case PIPE -> entry.getPipe().getPipeId();
            case FIFO -> entry.getFifo().getPipeId();
            default -> 0;
        };
    }
}
