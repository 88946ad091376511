package dev.ferry.engine.resource;

import dev.ferry.linux.file.FileStat;

/**
 * By what a kind of open file is recognised. Two kinds never have the same one.
 *
 * @param key for example {@code anon_inode:[eventfd]}, {@code pipe}, {@code regular}, {@code chr:1}, {@code socket:2:1}
 */
public record FileSignature(String key) {
    /** A pipe without a name. */
    public static final FileSignature PIPE = new FileSignature("pipe");
    /** A named pipe. */
    public static final FileSignature FIFO = new FileSignature("fifo");
    /** A regular file with a path, deleted or not. */
    public static final FileSignature REGULAR = new FileSignature("regular");
    /** A directory. */
    public static final FileSignature DIRECTORY = new FileSignature("directory");
    /** A file of memfd_create(2). */
    public static final FileSignature MEMFD = new FileSignature("memfd");

    /** An anonymous inode by its name, such as {@code anon_inode:[eventfd]}. */
    public static FileSignature anonInode(String link) {
        return new FileSignature(link);
    }

    /** A character device by its major number. */
    public static FileSignature charDevice(int major) {
        return new FileSignature("chr:" + major);
    }

    /** A socket by {@code AF_*} and {@code SOCK_*}. */
    public static FileSignature socket(int domain, int type) {
        return new FileSignature("socket:" + domain + ":" + type);
    }

    /** Whether it is that of sockets of this {@code AF_*}. */
    public boolean isSocketOf(int domain) {
        return key.startsWith("socket:" + domain + ":");
    }

    /** What can be told without touching the open file; a socket needs {@link #socket} in addition. */
    static FileSignature of(String link, FileStat stat) {
        if (link.startsWith("anon_inode:")) {
            return anonInode(link);
        }
        if (stat.isFifo()) {
            return link.startsWith("pipe:") ? PIPE : FIFO;
        }
        if (stat.isRegular()) {
            return link.startsWith("/memfd:") ? MEMFD : REGULAR;
        }
        if (stat.isCharDevice()) {
            return charDevice(stat.represented().major());
        }
        return stat.isDirectory() ? DIRECTORY : new FileSignature("mode:" + Integer.toOctalString(stat.mode()));
    }
}
