package dev.ferry.remote.install;

import dev.ferry.remote.AgentChannel;
import dev.ferry.remote.ErrorListener;
import dev.ferry.remote.HostAddress;
import dev.ferry.remote.HostConnection;
import dev.ferry.remote.RemoteException;
import dev.ferry.testhost.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** A host whose root has nothing but busybox, as Alpine has, and the C library that the test puts there. Needs root. */
final class BusyboxRoot implements HostConnection {
    private static final Path BUSYBOX = Path.of("/bin/busybox");
    private static final Path MUSL = Path.of("/lib/ld-musl-x86_64.so.1");
    private static final Path GLIBC = Path.of("/lib64/ld-linux-x86-64.so.2");

    /** Its own processes are those of the machine, in a mount that ends with the script. */
    private static final String INSIDE =
            "mount -t proc none \"$0/proc\" && mount --bind /dev/null \"$0/dev/null\" && exec chroot \"$0\" /bin/sh -c \"$1\"";

    private final Path root;

    private BusyboxRoot(Path root) {
        this.root = root;
    }

    static boolean canBeMade() {
        return Files.isExecutable(BUSYBOX) && Files.exists(MUSL) && Files.exists(GLIBC);
    }

    private static BusyboxRoot in(Path directory, Path loader) throws IOException {
        Path bin = Files.createDirectories(directory.resolve("bin"));
        for (String name : List.of("proc", "root", "tmp", "lib", "lib64", "dev")) {
            Files.createDirectory(directory.resolve(name));
        }
        Files.createFile(directory.resolve("dev/null"));
        Files.copy(BUSYBOX, bin.resolve("busybox"), StandardCopyOption.COPY_ATTRIBUTES);
        Ran.here(List.of("chroot", directory.toString(), "/bin/busybox", "--install", "/bin"))
                .outIfOk();
        Files.copy(loader, directory.resolve(loader.toString().substring(1)), StandardCopyOption.COPY_ATTRIBUTES);
        return new BusyboxRoot(directory);
    }

    /** Programs there run with musl. */
    static BusyboxRoot withMusl(Path directory) throws IOException {
        return in(directory, MUSL);
    }

    /** Programs there run with the glibc of this machine. */
    static BusyboxRoot withGlibc(Path directory) throws IOException {
        return in(directory, GLIBC);
    }

    Path cache() {
        return root.resolve("root/.cache/ferry");
    }

    @Override
    public HostAddress address() {
        return HostAddress.parse("other");
    }

    @Override
    public AgentChannel exec(String command, ErrorListener errors) throws RemoteException {
        ProcessBuilder builder = new ProcessBuilder("unshare", "-m", "sh", "-c", INSIDE, root.toString(), command);
        builder.environment().put("HOME", "/root");
        builder.environment().put("PATH", "/bin:/usr/bin:/sbin:/usr/sbin");
        return LocalShell.channel(builder);
    }

    @Override
    public void close() {}
}
