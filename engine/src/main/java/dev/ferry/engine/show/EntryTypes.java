package dev.ferry.engine.show;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.ApparmorEntry;
import dev.ferry.engine.image.proto.AutofsEntry;
import dev.ferry.engine.image.proto.BinfmtMiscEntry;
import dev.ferry.engine.image.proto.BpfmapDataEntry;
import dev.ferry.engine.image.proto.CgroupEntry;
import dev.ferry.engine.image.proto.CoreEntry;
import dev.ferry.engine.image.proto.CpuinfoEntry;
import dev.ferry.engine.image.proto.CredsEntry;
import dev.ferry.engine.image.proto.FdinfoEntry;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.FileLockEntry;
import dev.ferry.engine.image.proto.FsEntry;
import dev.ferry.engine.image.proto.GhostChunkEntry;
import dev.ferry.engine.image.proto.GhostFileEntry;
import dev.ferry.engine.image.proto.InventoryEntry;
import dev.ferry.engine.image.proto.IpcMsgEntry;
import dev.ferry.engine.image.proto.IpcSemEntry;
import dev.ferry.engine.image.proto.IpcShmEntry;
import dev.ferry.engine.image.proto.IpcVarEntry;
import dev.ferry.engine.image.proto.MemfdInodeEntry;
import dev.ferry.engine.image.proto.MmEntry;
import dev.ferry.engine.image.proto.MntEntry;
import dev.ferry.engine.image.proto.NetDeviceEntry;
import dev.ferry.engine.image.proto.NetnsEntry;
import dev.ferry.engine.image.proto.PagemapEntry;
import dev.ferry.engine.image.proto.PagemapHead;
import dev.ferry.engine.image.proto.PidnsEntry;
import dev.ferry.engine.image.proto.PipeDataEntry;
import dev.ferry.engine.image.proto.PstreeEntry;
import dev.ferry.engine.image.proto.RemapFilePathEntry;
import dev.ferry.engine.image.proto.SeccompEntry;
import dev.ferry.engine.image.proto.SkPacketEntry;
import dev.ferry.engine.image.proto.StatsEntry;
import dev.ferry.engine.image.proto.TaskKobjIdsEntry;
import dev.ferry.engine.image.proto.TcpStreamEntry;
import dev.ferry.engine.image.proto.TimensEntry;
import dev.ferry.engine.image.proto.TtyDataEntry;
import dev.ferry.engine.image.proto.TtyInfoEntry;
import dev.ferry.engine.image.proto.UsernsEntry;
import dev.ferry.engine.image.proto.UtsnsEntry;

/** Which messages the images of each kind consist of. */
final class EntryTypes {
    /** A message of which nothing is known: all of its fields are shown by number. */
    static final Message UNKNOWN = Empty.getDefaultInstance();

    private EntryTypes() {}

    /** The first entry. */
    static Message first(ImageType type) {
        return switch (type) {
            case PAGEMAP, SHMEM_PAGEMAP -> PagemapHead.getDefaultInstance();
            case GHOST_FILE -> GhostFileEntry.getDefaultInstance();
            default -> following(type);
        };
    }

    /** All others. */
    static Message following(ImageType type) {
        return switch (type) {
            case INVENTORY -> InventoryEntry.getDefaultInstance();
            case PSTREE -> PstreeEntry.getDefaultInstance();
            case CORE -> CoreEntry.getDefaultInstance();
            case IDS -> TaskKobjIdsEntry.getDefaultInstance();
            case CREDS -> CredsEntry.getDefaultInstance();
            case MM -> MmEntry.getDefaultInstance();
            case PAGEMAP, SHMEM_PAGEMAP -> PagemapEntry.getDefaultInstance();
            case FS -> FsEntry.getDefaultInstance();
            case FDINFO -> FdinfoEntry.getDefaultInstance();
            case FILES -> FileEntry.getDefaultInstance();
            case REMAP_FPATH -> RemapFilePathEntry.getDefaultInstance();
            case GHOST_FILE -> GhostChunkEntry.getDefaultInstance();
            case PIPES_DATA, FIFO_DATA -> PipeDataEntry.getDefaultInstance();
            case SK_QUEUES -> SkPacketEntry.getDefaultInstance();
            case TCP_STREAM -> TcpStreamEntry.getDefaultInstance();
            case MEMFD_INODE -> MemfdInodeEntry.getDefaultInstance();
            case TTY_INFO -> TtyInfoEntry.getDefaultInstance();
            case TTY_DATA -> TtyDataEntry.getDefaultInstance();
            case FILE_LOCKS -> FileLockEntry.getDefaultInstance();
            case SECCOMP -> SeccompEntry.getDefaultInstance();
            case CGROUP -> CgroupEntry.getDefaultInstance();
            case UTSNS -> UtsnsEntry.getDefaultInstance();
            case TIMENS -> TimensEntry.getDefaultInstance();
            case STATS_DUMP, STATS_RESTORE -> StatsEntry.getDefaultInstance();
            case IPCNS_SEM -> IpcSemEntry.getDefaultInstance();
            case IPCNS_MSG -> IpcMsgEntry.getDefaultInstance();
            case IPCNS_SHM -> IpcShmEntry.getDefaultInstance();
            case CPUINFO -> CpuinfoEntry.getDefaultInstance();
            case MNTS -> MntEntry.getDefaultInstance();
            case NETDEV -> NetDeviceEntry.getDefaultInstance();
            case NETNS -> NetnsEntry.getDefaultInstance();
            case AUTOFS -> AutofsEntry.getDefaultInstance();
            case BINFMT_MISC -> BinfmtMiscEntry.getDefaultInstance();
            case IPC_VAR -> IpcVarEntry.getDefaultInstance();
            case PIDNS -> PidnsEntry.getDefaultInstance();
            case USERNS -> UsernsEntry.getDefaultInstance();
            case APPARMOR -> ApparmorEntry.getDefaultInstance();
            case BPFMAP_DATA -> BpfmapDataEntry.getDefaultInstance();
            case IRMAP_CACHE -> UNKNOWN;
            case PAGES,
                    IFADDR,
                    ROUTE,
                    ROUTE6,
                    RULE,
                    IPTABLES,
                    IP6TABLES,
                    NFTABLES,
                    NETNF_CT,
                    NETNF_EXP,
                    TMPFS_IMG,
                    TMPFS_DEV -> throw new IllegalArgumentException(type + " images have no entries");
        };
    }
}
