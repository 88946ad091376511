package dev.ferry.app.cli;

import dev.ferry.engine.EngineVersion;
import dev.ferry.remote.HostConnection;
import dev.ferry.remote.install.HeadlessImage;
import dev.ferry.remote.install.HostInstaller;
import dev.ferry.remote.install.InstallListener;
import dev.ferry.remote.install.InstallOutcome;
import java.io.IOException;
import java.io.PrintWriter;

/** Brings the engine to a host, and says on standard error how far it is. */
final class EngineDelivery implements InstallListener {
    private final ProgressLine line;
    private final HostConnection host;
    private boolean begun;

    private EngineDelivery(ProgressLine line, HostConnection host) {
        this.line = line;
        this.host = host;
    }

    /** Sees to it that this Ferry is on the host. */
    static InstallOutcome to(HostConnection host, PrintWriter err) throws IOException {
        try (ProgressLine line = ProgressLine.on(err)) {
            return new HostInstaller(host).install(HeadlessImage.ofThisFerry(), new EngineDelivery(line, host));
        }
    }

    /** The same before the connection is used for something else; it is closed if that fails. A foreign ferry is used as it is. */
    static HostConnection before(HostConnection host, PrintWriter err) throws IOException {
        try {
            InstallOutcome outcome = to(host, err);
            if (outcome instanceof InstallOutcome.Foreign foreign && !isThisVersion(foreign)) {
                err.println("ferry: " + Printable.of(left(host, foreign)));
                err.flush();
            }
            return host;
        } catch (IOException | RuntimeException e) {
            host.close();
            throw e;
        }
    }

    /** Whether it is as good as ours. */
    static boolean isThisVersion(InstallOutcome.Foreign foreign) {
        return foreign.version().equals(EngineVersion.CURRENT);
    }

    /** Why it was not replaced. */
    static String left(HostConnection host, InstallOutcome.Foreign foreign) {
        String version = foreign.version().isEmpty() ? "a Ferry" : "Ferry " + foreign.version();
        return host.address() + " has " + version + " in " + foreign.path()
                + ", which was installed there in another way and is left as it is; upgrade or remove it in that way.";
    }

    @Override
    public void copied(long bytes, long total) {
        if (!begun) {
            begun = true;
            line.phase("copying Ferry to " + host.address(), total);
        }
        line.bytes(bytes);
    }

    @Override
    public void unpacking() {
        line.phase("unpacking it there", 0);
    }
}
