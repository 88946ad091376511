package dev.ferry.engine.image;

/**
 * The kinds of images: how the files are named, and the magic that they start with.
 *
 * <p>Names and magics are CRIU's (criu/image-desc.c, criu/include/magic.h).
 */
public enum ImageType {
    INVENTORY("inventory.img", Head.OWN, 0x58313116),
    PSTREE("pstree.img", Head.COMMON, 0x50273030),
    CORE("core-%d.img", Head.COMMON, 0x55053847),
    IDS("ids-%d.img", Head.COMMON, 0x54432030),
    CREDS("creds-%d.img", Head.COMMON, 0x54023547),
    MM("mm-%d.img", Head.COMMON, 0x57492820),
    PAGEMAP("pagemap-%d.img", Head.COMMON, 0x56084025),
    SHMEM_PAGEMAP("pagemap-shmem-%d.img", Head.COMMON, 0x56084025),
    PAGES("pages-%d.img", Head.RAW, 0),
    FS("fs-%d.img", Head.COMMON, 0x51403912),
    FDINFO("fdinfo-%d.img", Head.COMMON, 0x56213732),
    FILES("files.img", Head.COMMON, 0x56303138),
    REMAP_FPATH("remap-fpath.img", Head.COMMON, 0x59133954),
    GHOST_FILE("ghost-file-%x.img", Head.COMMON, 0x52583605),
    PIPES_DATA("pipes-data.img", Head.COMMON, 0x56453709),
    FIFO_DATA("fifo-data.img", Head.COMMON, 0x59333054),
    SK_QUEUES("sk-queues.img", Head.COMMON, 0x56264026),
    TCP_STREAM("tcp-stream-%x.img", Head.COMMON, 0x51465506),
    MEMFD_INODE("memfd.img", Head.COMMON, 0x48453499),
    IPCNS_SHM("ipcns-shm-%d.img", Head.COMMON, 0x46283044),
    IPCNS_SEM("ipcns-sem-%d.img", Head.COMMON, 0x59573019),
    IPCNS_MSG("ipcns-msg-%d.img", Head.COMMON, 0x55453737),
    TTY_INFO("tty-info.img", Head.COMMON, 0x59453036),
    TTY_DATA("tty-data.img", Head.COMMON, 0x59413026),
    FILE_LOCKS("filelocks.img", Head.COMMON, 0x54323616),
    SECCOMP("seccomp.img", Head.COMMON, 0x64413049),
    CGROUP("cgroup.img", Head.COMMON, 0x59383330),
    UTSNS("utsns-%d.img", Head.COMMON, 0x54473203),
    TIMENS("timens-%d.img", Head.COMMON, 0x43114433),
    STATS_DUMP("stats-dump", Head.SERVICE, 0x57093306),
    STATS_RESTORE("stats-restore", Head.SERVICE, 0x57093306),
    CPUINFO("cpuinfo.img", Head.COMMON, 0x61404013),

    MNTS("mountpoints-%d.img", Head.COMMON, 0x55563928, Reader.CRIU),
    NETDEV("netdev-%d.img", Head.COMMON, 0x57373951, Reader.CRIU),
    NETNS("netns-%d.img", Head.COMMON, 0x55933752, Reader.CRIU),
    IFADDR("ifaddr-%d.img", Head.RAW, 0, Reader.CRIU),
    ROUTE("route-%d.img", Head.RAW, 0, Reader.CRIU),
    ROUTE6("route6-%d.img", Head.RAW, 0, Reader.CRIU),
    RULE("rule-%d.img", Head.RAW, 0, Reader.CRIU),
    IPTABLES("iptables-%d.img", Head.RAW, 0, Reader.CRIU),
    IP6TABLES("ip6tables-%d.img", Head.RAW, 0, Reader.CRIU),
    NFTABLES("nftables-%d.img", Head.RAW, 0, Reader.CRIU),
    NETNF_CT("netns-ct-%d.img", Head.RAW, 0, Reader.CRIU),
    NETNF_EXP("netns-exp-%d.img", Head.RAW, 0, Reader.CRIU),
    TMPFS_IMG("tmpfs-%d.tar.gz.img", Head.RAW, 0, Reader.CRIU),
    TMPFS_DEV("tmpfs-dev-%d.tar.gz.img", Head.RAW, 0, Reader.CRIU),
    AUTOFS("autofs-%d.img", Head.COMMON, 0x49353943, Reader.CRIU),
    BINFMT_MISC("binfmt-misc.img", Head.COMMON, 0x67343323, Reader.CRIU),
    IPC_VAR("ipcns-var-%d.img", Head.COMMON, 0x53115007, Reader.CRIU),
    PIDNS("pidns-%d.img", Head.COMMON, 0x61157326, Reader.CRIU),
    USERNS("userns-%d.img", Head.COMMON, 0x55474906, Reader.CRIU),
    APPARMOR("apparmor.img", Head.COMMON, 0x59423047, Reader.CRIU),
    BPFMAP_DATA("bpfmap-data.img", Head.COMMON, 0x64324033, Reader.CRIU),
    IRMAP_CACHE("irmap-cache", Head.SERVICE, 0x57004059, Reader.CRIU);

    private final String template;
    private final Head head;
    private final int magic;
    private final Reader reader;

    ImageType(String template, Head head, int magic) {
        this(template, head, magic, Reader.ALSO_FERRY);
    }

    ImageType(String template, Head head, int magic, Reader reader) {
        this.template = template;
        this.head = head;
        this.magic = magic;
        this.reader = reader;
    }

    /** The file name of a kind that a set has once. */
    public String fileName() {
        if (isNumbered()) {
            throw new IllegalArgumentException(this + " images have a number");
        }
        return template;
    }

    /** The file name of one of the images of a kind; which number that is depends on the kind (a pid, an inode...). */
    public String fileName(long id) {
        if (!isNumbered() || id < 0) {
            throw new IllegalArgumentException(this + " has no image number " + id);
        }
        return prefix() + Long.toString(id, radix()) + suffix();
    }

    /** Whether a set has several images of this kind. */
    public boolean isNumbered() {
        return template.indexOf('%') >= 0;
    }

    /** Whether the image is plain contents, without magic and entries. */
    public boolean isRaw() {
        return head == Head.RAW;
    }

    /** Whether Ferry knows how to restore what such an image describes; otherwise it is only shown. */
    public boolean isRestored() {
        return reader == Reader.ALSO_FERRY;
    }

    Head head() {
        return head;
    }

    int magic() {
        return magic;
    }

    String prefix() {
        return template.substring(0, template.indexOf('%'));
    }

    String suffix() {
        return template.substring(template.indexOf('%') + 2);
    }

    int radix() {
        return template.contains("%x") ? 16 : 10;
    }

    /** Who restores what an image describes. */
    private enum Reader {
        ALSO_FERRY,
        CRIU
    }

    /** What stands before the first entry. */
    enum Head {
        /** Only the magic of the kind. */
        OWN,
        /** The magic of all images of the tree, then that of the kind. */
        COMMON,
        /** The magic of notes beside the tree, then that of the kind. */
        SERVICE,
        /** Nothing. */
        RAW;

        static final int COMMON_MAGIC = 0x54564319;
        static final int SERVICE_MAGIC = 0x55105940;
    }
}
