package dev.ferry.engine.check;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Privileges of capabilities(7), with their bits. */
public enum Capability {
    CAP_CHOWN(0),
    CAP_DAC_OVERRIDE(1),
    CAP_DAC_READ_SEARCH(2),
    CAP_FOWNER(3),
    CAP_FSETID(4),
    CAP_KILL(5),
    CAP_SETGID(6),
    CAP_SETUID(7),
    CAP_SETPCAP(8),
    CAP_LINUX_IMMUTABLE(9),
    CAP_NET_BIND_SERVICE(10),
    CAP_NET_BROADCAST(11),
    CAP_NET_ADMIN(12),
    CAP_NET_RAW(13),
    CAP_IPC_LOCK(14),
    CAP_IPC_OWNER(15),
    CAP_SYS_MODULE(16),
    CAP_SYS_RAWIO(17),
    CAP_SYS_CHROOT(18),
    CAP_SYS_PTRACE(19),
    CAP_SYS_PACCT(20),
    CAP_SYS_ADMIN(21),
    CAP_SYS_BOOT(22),
    CAP_SYS_NICE(23),
    CAP_SYS_RESOURCE(24),
    CAP_SYS_TIME(25),
    CAP_SYS_TTY_CONFIG(26),
    CAP_MKNOD(27),
    CAP_LEASE(28),
    CAP_AUDIT_WRITE(29),
    CAP_AUDIT_CONTROL(30),
    CAP_SETFCAP(31),
    CAP_MAC_OVERRIDE(32),
    CAP_MAC_ADMIN(33),
    CAP_SYSLOG(34),
    CAP_WAKE_ALARM(35),
    CAP_BLOCK_SUSPEND(36),
    CAP_AUDIT_READ(37),
    CAP_PERFMON(38),
    CAP_BPF(39),
    CAP_CHECKPOINT_RESTORE(40);

    /**
     * What an engine has that receives for somebody who may bring only their own programs: one lets a process have a chosen pid and
     * executable, the other lets it give up capabilities for ever. No third one: each would have to be asked what a stream could do with it.
     */
    public static final Set<Capability> OF_CONFINED =
            Collections.unmodifiableSet(EnumSet.of(CAP_CHECKPOINT_RESTORE, CAP_SETPCAP));

    private final int bit;

    Capability(int bit) {
        this.bit = bit;
    }

    /** Its bit in a set. */
    long mask() {
        return 1L << bit;
    }

    boolean isIn(long set) {
        return (set & mask()) != 0;
    }

    static long mask(Set<Capability> capabilities) {
        return capabilities.stream().mapToLong(Capability::mask).reduce(0, (one, other) -> one | other);
    }

    /** Those in a set that have a name. */
    public static List<Capability> in(long set) {
        return Arrays.stream(values())
                .filter(capability -> capability.isIn(set))
                .toList();
    }
}
