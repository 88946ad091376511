package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Stat.S_IFBLK;
import static dev.ferry.linux.abi.Stat.S_IFCHR;
import static dev.ferry.linux.abi.Stat.S_IFIFO;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Nr;

/** mknodat(2): names that are no regular files. Permissions are reduced by the umask. {@code EEXIST} if the name is taken. */
public final class Mknod {
    private Mknod() {}

    /** A pipe with a name. */
    public static void fifo(String path, int permissions) throws ErrnoException {
        PathCall.at("mknodat", Nr.MKNODAT, path, S_IFIFO | permissions, 0, 0);
    }

    /** A character device. {@code EPERM} without CAP_MKNOD. */
    public static void charDevice(String path, int permissions, Device device) throws ErrnoException {
        PathCall.at("mknodat", Nr.MKNODAT, path, S_IFCHR | permissions, encoded(device), 0);
    }

    /** A block device. {@code EPERM} without CAP_MKNOD. */
    public static void blockDevice(String path, int permissions, Device device) throws ErrnoException {
        PathCall.at("mknodat", Nr.MKNODAT, path, S_IFBLK | permissions, encoded(device), 0);
    }

    private static long encoded(Device device) {
        return Integer.toUnsignedLong(device.encoded());
    }
}
