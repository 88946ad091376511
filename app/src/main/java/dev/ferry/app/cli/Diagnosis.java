package dev.ferry.app.cli;

import dev.ferry.engine.Rehearsal;
import dev.ferry.engine.check.Yama;
import dev.ferry.engine.procfs.Status;
import dev.ferry.engine.timens.TimeNamespace;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.process.Pidfd;
import dev.ferry.linux.ptrace.TracerThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What this host and this user's rights allow Ferry to do; each line is asked of the system, none is guessed from a version. */
final class Diagnosis {
    private static final int STDERR = 2;

    private final List<Line> lines = new ArrayList<>();

    private Diagnosis() {}

    /**
     * One line of it.
     *
     * @param subject what was looked at
     * @param ok whether it is as Ferry wants it
     * @param meaning what it is for, or what does not work without it
     */
    record Line(String subject, boolean ok, String meaning) {}

    /** Capabilities of capabilities(7) that Ferry makes use of, and for what. */
    private enum Capability {
        CAP_SETGID(6, "restores processes of other groups"),
        CAP_SETUID(7, "restores processes of other users"),
        CAP_NET_ADMIN(12, "restores some options of sockets"),
        CAP_SYS_PTRACE(19, "dumps programs of other users"),
        CAP_SYS_ADMIN(21, "makes the sandbox; restores any tree"),
        CAP_SYS_RESOURCE(24, "raises limits above their hard values, and pipes above 1 MiB"),
        CAP_SYS_TIME(25, "lets CLOCK_MONOTONIC of programs from other hosts go on without a jump"),
        CAP_CHECKPOINT_RESTORE(40, "gives restored processes their pids");

        private final int bit;
        private final String purpose;

        Capability(int bit, String purpose) {
            this.bit = bit;
            this.purpose = purpose;
        }

        private boolean isIn(long set) {
            return ((set >>> bit) & 1) != 0;
        }
    }

    static List<Line> make() throws IOException {
        Diagnosis diagnosis = new Diagnosis();
        diagnosis.host();
        diagnosis.kernel();
        diagnosis.privileges();
        diagnosis.programs();
        diagnosis.rehearse();
        return diagnosis.lines;
    }

    private void add(String subject, boolean ok, String meaning) {
        lines.add(new Line(subject, ok, meaning));
    }

    private void host() throws IOException {
        String kernel = Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
        String architecture = System.getProperty("os.arch");
        add("Linux " + kernel + " on " + architecture, architecture.equals("amd64"), "x86-64 is what Ferry knows");
        add(cpu("model name"), true, "programs move to hosts whose processor can do as much");
        String xsave = Stream.of("xsave", "avx", "avx2", "avx512f", "amx_tile")
                .filter((" " + cpu("flags") + " ").concat(" ")::contains)
                .reduce((one, other) -> one + " " + other)
                .orElse("none");
        add("processor state: " + xsave, !xsave.equals("none"), "registers are saved by xsave");
    }

    private static String cpu(String key) {
        try (Stream<String> cpuinfo = Files.lines(Path.of("/proc/cpuinfo"))) {
            return cpuinfo.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown processor");
        } catch (IOException e) {
            return "unknown processor";
        }
    }

    private void kernel() throws IOException {
        add("pidfd_getfd", hasPidfdGetfd(), "takes open files of programs (Linux 5.6, not in restricted containers)");
        add(
                "time namespaces",
                TimeNamespace.isKnown(),
                "CLOCK_MONOTONIC of programs goes on that come from a host with another uptime (Linux 5.6)");
        Yama yama = Yama.ofThisHost();
        add(
                "kernel.yama.ptrace_scope = " + yama.scope(),
                !yama.isRestricted() || (hasCapability(Capability.CAP_SYS_PTRACE) && !yama.forbids()),
                "with 0 users move their own programs, with 1 or 2 only root does, with 3 nobody");
    }

    private static boolean hasPidfdGetfd() {
        try (Pidfd self = Pidfd.open((int) ProcessHandle.current().pid());
                Fd copy = self.get(STDERR)) {
            return copy.number() >= 0;
        } catch (ErrnoException e) {
            return false;
        }
    }

    private static boolean hasCapability(Capability capability) throws IOException {
        return capability.isIn(Status.read((int) ProcessHandle.current().pid()).capEff());
    }

    private void privileges() throws IOException {
        for (Capability capability : Capability.values()) {
            add(capability.name(), hasCapability(capability), capability.purpose);
        }
    }

    private void programs() {
        add("setsid, unshare and nsenter", isOnPath("setsid", "unshare", "nsenter"), "the sandbox (util-linux)");
        add("ssh", isOnPath("ssh"), "reads your ssh_config; without it Ferry uses plain defaults");
    }

    private static boolean isOnPath(String... programs) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("") + ":/usr/sbin:/sbin";
        return Stream.of(programs)
                .allMatch(program -> Stream.of(path.split(":", -1))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program))));
    }

    /** The proof: all of it, on a program of our own. */
    private void rehearse() {
        long start = System.nanoTime();
        try (TracerThread tracer = new TracerThread()) {
            tracer.call(() -> {
                Rehearsal.restore(tracer);
                return null;
            });
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            add("rehearsal", true, "a program was dumped and restored in " + Figures.time(time));
        } catch (IOException e) {
            add("rehearsal", false, FailureMessage.sentence(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
