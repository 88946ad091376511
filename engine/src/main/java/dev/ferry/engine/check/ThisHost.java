package dev.ferry.engine.check;

import com.google.protobuf.ByteString;
import dev.ferry.engine.procfs.Mapping;
import dev.ferry.engine.procfs.Maps;
import dev.ferry.engine.wire.proto.HostFacts;
import dev.ferry.linux.memory.ProcessMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a program notices of this machine. */
public final class ThisHost {
    private static final int SELF = (int) ProcessHandle.current().pid();
    private static final int MAX_VDSO = 1 << 20;

    private ThisHost() {}

    /**
     * The facts, without tracing anything but, the first time, a stub of our own.
     *
     * @param engineVersion of this Ferry
     */
    public static HostFacts facts(String engineVersion) throws IOException {
        HostFacts.Builder facts = HostFacts.newBuilder()
                .setEngineVersion(engineVersion)
                .setHostName(KernelText.line("/proc/sys/kernel/hostname"))
                .setKernel(KernelText.line("/proc/sys/kernel/osrelease"))
                .setArchitecture(System.getProperty("os.arch"))
                .setBootId(KernelText.line("/proc/sys/kernel/random/boot_id"))
                .addAllCpuFlags(KernelText.cpuFlags(KernelText.lines(Path.of("/proc/cpuinfo"))));
        addVdso(Maps.read(SELF), facts);
        XstateSize.ofThisHost()
                .ifPresent(size -> facts.setXstateBytes(size.bytes()).setXstateFeatures(size.features()));
        return facts.build();
    }

    private static void addVdso(List<Mapping> mappings, HostFacts.Builder facts) throws IOException {
        Optional<byte[]> vdso = vdso(mappings);
        if (vdso.isPresent()) {
            byte[] code = vdso.get();
            facts.setVdsoBytes(code.length).setVdsoSha256(ByteString.copyFrom(Digest.sha256(code)));
        }
        long vvar = mappings.stream()
                .filter(Mapping::isVvar)
                .mapToLong(Mapping::length)
                .sum();
        facts.setVvarBytes((int) vvar);
    }

    /** The code that the kernel of this release gives every program, if that kernel runs here. */
    public static Optional<byte[]> vdso(String kernel) throws IOException {
        return kernel.equals(KernelText.line("/proc/sys/kernel/osrelease")) ? vdso(Maps.read(SELF)) : Optional.empty();
    }

    private static Optional<byte[]> vdso(List<Mapping> mappings) throws IOException {
        Optional<Mapping> vdso = mappings.stream().filter(Mapping::isVdso).findFirst();
        return vdso.isPresent() ? Optional.of(read(vdso.get())) : Optional.empty();
    }

    private static byte[] read(Mapping mapping) throws IOException {
        if (mapping.length() > MAX_VDSO) {
            throw new IOException("The vdso of this kernel has " + mapping.length() + " bytes, which can not be.");
        }
        ByteBuffer bytes = ByteBuffer.allocateDirect((int) mapping.length());
        try (ProcessMemory memory = ProcessMemory.open(SELF)) {
            memory.read(mapping.start(), bytes);
        }
        byte[] copy = new byte[bytes.rewind().remaining()];
        bytes.get(copy);
        return copy;
    }
}
