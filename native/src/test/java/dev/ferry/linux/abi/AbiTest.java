package dev.ferry.linux.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Asks the C compiler for every constant of this package and compares. A constant is a macro of that name, except {@code SIZEOF_X},
 * which is {@code sizeof(struct x)}, and the layouts listed here, which are offsets.
 */
class AbiTest {
    private static final List<Header> HEADERS = List.of(
            new Header(Fcntl.class, "linux/fcntl.h", "linux/openat2.h"),
            new Header(Stat.class, "sys/stat.h", "linux/stat.h"),
            new Header(Fs.class, "linux/fs.h"),
            new Header(Falloc.class, "linux/falloc.h"),
            new Header(Ioctls.class, "asm/ioctls.h", "linux/sockios.h"),
            new Header(Un.class, "linux/sockios.h", "linux/un.h"),
            new Header(Ttys.class, "linux/termios.h", "linux/tty.h"),
            new Header(Polls.class, "poll.h"),
            new Header(Splice.class, "fcntl.h"),
            new Header(Magic.class, "linux/magic.h"),
            new Header(Epoll.class, "sys/epoll.h"),
            new Header(Eventfd.class, "sys/eventfd.h"),
            new Header(Timerfd.class, "linux/timerfd.h", "linux/time.h"),
            new Header(Signalfd.class, "linux/signalfd.h"),
            new Header(Inotify.class, "linux/inotify.h"),
            new Header(Memfd.class, "linux/memfd.h"),
            new Header(Sockets.class, "sys/socket.h"),
            new Header(In.class, "linux/in.h"),
            new Header(In6.class, "linux/in6.h"),
            new Header(Tcp.class, "linux/tcp.h"),
            new Header(UnixDiag.class, "linux/netlink.h", "linux/sock_diag.h", "linux/unix_diag.h"),
            new Header(Statfs.class, "sys/vfs.h"),
            new Header(Openat2.class, "linux/openat2.h"),
            new Header(Time.class, "time.h", "sys/stat.h"),
            new Header(SockAddr.class, "linux/in.h", "linux/in6.h", "sys/un.h", "linux/netlink.h"),
            new Header(Msghdr.class, "sys/socket.h", "sys/uio.h"),
            new Header(Netlink.class, "linux/netlink.h", "sys/socket.h"),
            new Header(Rtnetlink.class, "linux/netlink.h", "linux/rtnetlink.h", "linux/if_addr.h"),
            new Header(Ethernet.class, "linux/if_ether.h", "linux/if_arp.h", "linux/if_packet.h"),
            new Header(Membarrier.class, "linux/membarrier.h"),
            new Header(Udp.class, "linux/udp.h"),
            new Header(Ipc.class, "linux/ipc.h", "linux/shm.h", "linux/sem.h", "linux/msg.h", "asm/ipcbuf.h"),
            new Header(Nr.class, "asm/unistd.h"));

    /** Prefix of a constant in a class, and the struct it is an offset into. */
    private static final Map<String, String> OFFSETS = Map.ofEntries(
            Map.entry("Stat.STX_", "statx"),
            Map.entry("Statfs.F_", "statfs"),
            Map.entry("Openat2.", "open_how"),
            Map.entry("Time.TV_", "timespec"),
            Map.entry("Time.IT_", "itimerspec"),
            Map.entry("Epoll.EVENTS", "epoll_event"),
            Map.entry("Epoll.DATA", "epoll_event"),
            Map.entry("SockAddr.SIN_", "sockaddr_in"),
            Map.entry("SockAddr.SIN6_", "sockaddr_in6"),
            Map.entry("SockAddr.SUN_", "sockaddr_un"),
            Map.entry("SockAddr.NL_", "sockaddr_nl"),
            Map.entry("In.GF_", "group_filter"),
            Map.entry("Rtnetlink.RTA_TYPE", "rtattr"),
            Map.entry("Rtnetlink.NLMSG_TYPE", "nlmsghdr"),
            Map.entry("Ethernet.SLL_", "sockaddr_ll"),
            Map.entry("Msghdr.MSG_", "msghdr"),
            Map.entry("Msghdr.IOV_", "iovec"),
            Map.entry("Msghdr.CMSG_", "cmsghdr"),
            Map.entry("Tcp.TCPI_", "tcp_info"),
            Map.entry("Ttys.C_", "termios2"),
            Map.entry("Polls.EVENTS", "pollfd"),
            Map.entry("Polls.REVENTS", "pollfd"));

    /** Structs and constants that C spells otherwise than our rule would, or that are newer than common headers. */
    private static final Map<String, String> SPELLED = Map.ofEntries(
            Map.entry("Fcntl.O_ASYNC", "FASYNC"),
            Map.entry("Fcntl.F_SEAL_EXEC", "0x20"),
            Map.entry("Fcntl.FLOCK_TYPE", "offsetof(struct flock, l_type)"),
            Map.entry("Fcntl.FLOCK_WHENCE", "offsetof(struct flock, l_whence)"),
            Map.entry("Fcntl.FLOCK_START", "offsetof(struct flock, l_start)"),
            Map.entry("Fcntl.FLOCK_LEN", "offsetof(struct flock, l_len)"),
            Map.entry("Inotify.SIZEOF_EVENT", "sizeof(struct inotify_event)"),
            Map.entry("Inotify.EVENT_MASK", "offsetof(struct inotify_event, mask)"),
            Map.entry("Inotify.EVENT_LEN", "offsetof(struct inotify_event, len)"),
            Map.entry("Ipc.PERM_UID", "offsetof(struct ipc64_perm, uid)"),
            Map.entry("Ipc.PERM_GID", "offsetof(struct ipc64_perm, gid)"),
            Map.entry("Ipc.PERM_MODE", "offsetof(struct ipc64_perm, mode)"),
            Map.entry("Ipc.SHM_DEST", "01000"),
            Map.entry("Ipc.SHM_LOCKED", "02000"),
            Map.entry("Ipc.MSG_QBYTES", "offsetof(struct msqid64_ds, msg_qbytes)"),
            Map.entry("Ipc.SEM_NUM", "offsetof(struct sembuf, sem_num)"),
            Map.entry("Ipc.SEM_OP", "offsetof(struct sembuf, sem_op)"),
            Map.entry("Ipc.SEM_FLG", "offsetof(struct sembuf, sem_flg)"),
            Map.entry("Magic.MQUEUE_MAGIC", "0x19800202"),
            Map.entry("Memfd.MFD_NOEXEC_SEAL", "8"),
            Map.entry("Memfd.MFD_EXEC", "16"),
            Map.entry("Membarrier.MEMBARRIER_CMD_GET_REGISTRATIONS", "1 << 9"),
            Map.entry("Rtnetlink.IFA_FAMILY", "offsetof(struct ifaddrmsg, ifa_family)"),
            Map.entry("Rtnetlink.IFA_PREFIXLEN", "offsetof(struct ifaddrmsg, ifa_prefixlen)"),
            Map.entry("Rtnetlink.IFA_SCOPE", "offsetof(struct ifaddrmsg, ifa_scope)"),
            Map.entry("Rtnetlink.IFA_INDEX", "offsetof(struct ifaddrmsg, ifa_index)"),
            Map.entry("SockAddr.SIZEOF_SOCKADDR_STORAGE", "sizeof(struct __kernel_sockaddr_storage)"),
            // It grows; nothing behind this field is read.
            Map.entry("Tcp.SIZEOF_TCP_INFO", "offsetof(struct tcp_info, tcpi_snd_wnd) + sizeof(__u32)"),
            Map.entry("Sockets.SCM_PIDFD", "4"),
            Map.entry("Time.OWN_PROCESS_CPUTIME", "~0 << 3 | CLOCK_PROCESS_CPUTIME_ID"),
            Map.entry("Time.OWN_THREAD_CPUTIME", "~0 << 3 | 4 | CLOCK_PROCESS_CPUTIME_ID"));

    @TempDir
    Path directory;

    private record Header(Class<?> constants, List<String> files) {
        Header(Class<?> constants, String... files) {
            this(constants, List.of(files));
        }

        String source() {
            String includes = Stream.concat(Stream.of("stdio.h", "stddef.h"), files.stream())
                    .map(file -> "#include <" + file + ">\n")
                    .collect(Collectors.joining());
            String lines = fields().map(field ->
                            "  printf(\"" + field.getName() + " %lld\\n\", (long long) (" + expression(field) + "));\n")
                    .collect(Collectors.joining());
            return "#define _GNU_SOURCE\n" + includes + "int main(void) {\n" + lines + "  return 0;\n}\n";
        }

        Stream<Field> fields() {
            return Arrays.stream(constants.getFields()).filter(field -> Modifier.isStatic(field.getModifiers()));
        }

        private String expression(Field field) {
            String key = constants.getSimpleName() + "." + field.getName();
            String lower = field.getName().toLowerCase(Locale.ROOT);
            if (SPELLED.containsKey(key)) {
                return SPELLED.get(key);
            }
            if (constants == Nr.class) {
                return "__NR_" + lower;
            }
            if (lower.startsWith("sizeof_")) {
                return "sizeof(struct " + lower.substring("sizeof_".length()) + ")";
            }
            return OFFSETS.entrySet().stream()
                    .filter(entry -> key.startsWith(entry.getKey()))
                    .map(entry -> "offsetof(struct " + entry.getValue() + ", " + lower + ")")
                    .findFirst()
                    .orElse(field.getName());
        }
    }

    @BeforeEach
    void needsCompiler() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "no gcc on this host to ask for the ABI");
    }

    @TestFactory
    Stream<DynamicTest> agreesWithTheCompiler() {
        return HEADERS.stream()
                .map(header -> DynamicTest.dynamicTest(
                        header.constants.getSimpleName(),
                        () -> assertThat(ours(header)).isEqualTo(compiled(header))));
    }

    private static Map<String, Long> ours(Header header) throws IllegalAccessException {
        Map<String, Long> values = new LinkedHashMap<>();
        for (Field field : header.fields().toList()) {
            Number value = (Number) field.get(null);
            values.put(field.getName(), field.getType() == int.class ? masked(value.longValue()) : value.longValue());
        }
        return values;
    }

    /** Flags in bit 31 are negative here and positive there. */
    private static long masked(long value) {
        return value & 0xffff_ffffL;
    }

    private Map<String, Long> compiled(Header header) throws IOException, InterruptedException {
        Path source = directory.resolve(header.constants.getSimpleName() + ".c");
        Path program = directory.resolve(header.constants.getSimpleName());
        Files.writeString(source, header.source());
        run("gcc", "-w", "-o", program.toString(), source.toString());
        Map<String, Long> values = new LinkedHashMap<>();
        for (String line : run(program.toString()).split("\n", -1)) {
            if (!line.isEmpty()) {
                String[] words = line.split(" ", 2);
                values.put(
                        words[0],
                        header.constants == Magic.class ? Long.parseLong(words[1]) : masked(Long.parseLong(words[1])));
            }
        }
        return values;
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
