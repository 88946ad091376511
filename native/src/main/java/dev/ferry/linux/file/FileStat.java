package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Fcntl.AT_EMPTY_PATH;
import static dev.ferry.linux.abi.Fcntl.AT_NO_AUTOMOUNT;
import static dev.ferry.linux.abi.Fcntl.AT_SYMLINK_NOFOLLOW;
import static dev.ferry.linux.abi.Stat.SIZEOF_STATX;
import static dev.ferry.linux.abi.Stat.STATX_BASIC_STATS;
import static dev.ferry.linux.abi.Stat.STATX_MNT_ID;
import static dev.ferry.linux.abi.Stat.STX_ATIME;
import static dev.ferry.linux.abi.Stat.STX_BLOCKS;
import static dev.ferry.linux.abi.Stat.STX_DEV_MAJOR;
import static dev.ferry.linux.abi.Stat.STX_DEV_MINOR;
import static dev.ferry.linux.abi.Stat.STX_GID;
import static dev.ferry.linux.abi.Stat.STX_INO;
import static dev.ferry.linux.abi.Stat.STX_MNT_ID;
import static dev.ferry.linux.abi.Stat.STX_MODE;
import static dev.ferry.linux.abi.Stat.STX_MTIME;
import static dev.ferry.linux.abi.Stat.STX_NLINK;
import static dev.ferry.linux.abi.Stat.STX_RDEV_MAJOR;
import static dev.ferry.linux.abi.Stat.STX_RDEV_MINOR;
import static dev.ferry.linux.abi.Stat.STX_SIZE;
import static dev.ferry.linux.abi.Stat.STX_UID;
import static dev.ferry.linux.abi.Stat.S_IFBLK;
import static dev.ferry.linux.abi.Stat.S_IFCHR;
import static dev.ferry.linux.abi.Stat.S_IFDIR;
import static dev.ferry.linux.abi.Stat.S_IFIFO;
import static dev.ferry.linux.abi.Stat.S_IFLNK;
import static dev.ferry.linux.abi.Stat.S_IFMT;
import static dev.ferry.linux.abi.Stat.S_IFREG;
import static dev.ferry.linux.abi.Stat.S_IFSOCK;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import java.nio.ByteBuffer;

/**
 * statx(2): what the kernel says about a file.
 *
 * @param device the file system it is on
 * @param inode its number there
 * @param mode type and permissions, {@code S_*} of {@code abi.Stat}
 * @param links names of the file; 0 means deleted
 * @param uid owner, unsigned 32 bits, as seen from our user namespace
 * @param gid group, unsigned 32 bits
 * @param represented the device that a device node stands for, else 0:0
 * @param size bytes
 * @param blocks allocated units of 512 bytes
 * @param accessed last access
 * @param modified last change of the content
 * @param mountId the mount it was reached through, 0 before kernel 5.8
 */
public record FileStat(
        Device device,
        long inode,
        int mode,
        int links,
        int uid,
        int gid,
        Device represented,
        long size,
        long blocks,
        Timespec accessed,
        Timespec modified,
        long mountId) {

    /** The file at {@code path}; symbolic links are followed. */
    public static FileStat of(String path) throws ErrnoException {
        OffHeap answer = OffHeap.allocate(SIZEOF_STATX);
        answer.lend(out -> PathCall.at("statx", Nr.STATX, path, AT_NO_AUTOMOUNT, MASK, out));
        return decode(answer.bytes());
    }

    /** The file at {@code path} itself, even if it is a symbolic link. */
    public static FileStat ofLink(String path) throws ErrnoException {
        OffHeap answer = OffHeap.allocate(SIZEOF_STATX);
        int flags = AT_NO_AUTOMOUNT | AT_SYMLINK_NOFOLLOW;
        answer.lend(out -> PathCall.at("statx", Nr.STATX, path, flags, MASK, out));
        return decode(answer.bytes());
    }

    /** The open file {@code fd}, which may be an {@code O_PATH} handle. */
    public static FileStat of(Fd fd) throws ErrnoException {
        return at(fd, "", AT_EMPTY_PATH);
    }

    /** The file at {@code path} below {@code directory} itself, even if it is a symbolic link. */
    public static FileStat at(Fd directory, String path) throws ErrnoException {
        return at(directory, path, AT_NO_AUTOMOUNT | AT_SYMLINK_NOFOLLOW);
    }

    private static final int MASK = STATX_BASIC_STATS | STATX_MNT_ID;

    private static FileStat at(Fd directory, String path, int flags) throws ErrnoException {
        OffHeap answer = OffHeap.allocate(SIZEOF_STATX);
        int number = directory.number();
        answer.lend(out -> PathCall.at("statx", Nr.STATX, number, path, flags, MASK, out));
        return decode(answer.bytes());
    }

    private static FileStat decode(ByteBuffer statx) {
        return new FileStat(
                device(statx, STX_DEV_MAJOR, STX_DEV_MINOR),
                statx.getLong(STX_INO),
                Short.toUnsignedInt(statx.getShort(STX_MODE)),
                statx.getInt(STX_NLINK),
                statx.getInt(STX_UID),
                statx.getInt(STX_GID),
                device(statx, STX_RDEV_MAJOR, STX_RDEV_MINOR),
                statx.getLong(STX_SIZE),
                statx.getLong(STX_BLOCKS),
                time(statx, STX_ATIME),
                time(statx, STX_MTIME),
                statx.getLong(STX_MNT_ID));
    }

    private static Device device(ByteBuffer statx, int major, int minor) {
        return new Device(statx.getInt(major), statx.getInt(minor));
    }

    /** {@code struct statx_timestamp} has 32 bits of nanoseconds, unlike {@code struct timespec}. */
    private static Timespec time(ByteBuffer statx, int at) {
        return new Timespec(statx.getLong(at), statx.getInt(at + Long.BYTES));
    }

    /** Whether it is a regular file (also a memfd). */
    public boolean isRegular() {
        return isType(S_IFREG);
    }

    /** Whether it is a directory. */
    public boolean isDirectory() {
        return isType(S_IFDIR);
    }

    /** Whether it is a character device such as {@code /dev/null} or a terminal. */
    public boolean isCharDevice() {
        return isType(S_IFCHR);
    }

    /** Whether it is a block device. */
    public boolean isBlockDevice() {
        return isType(S_IFBLK);
    }

    /** Whether it is a pipe, with or without a name. */
    public boolean isFifo() {
        return isType(S_IFIFO);
    }

    /** Whether it is a socket, or the name of a unix socket. */
    public boolean isSocket() {
        return isType(S_IFSOCK);
    }

    /** Whether it is a symbolic link. */
    public boolean isSymbolicLink() {
        return isType(S_IFLNK);
    }

    /** The permission bits including set-user-id, set-group-id and sticky. */
    public int permissions() {
        return mode & ~S_IFMT;
    }

    /** Whether both are the same file: device and inode are equal. */
    public boolean isSameFile(FileStat other) {
        return inode == other.inode && device.equals(other.device);
    }

    private boolean isType(int type) {
        return (mode & S_IFMT) == type;
    }
}
