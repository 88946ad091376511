package dev.ferry.remote.sandbox;

import java.io.IOException;

/** A process of its own that starts a sandbox, says the pid of its init and waits to be killed. */
final class SandboxOwner {
    private SandboxOwner() {}

    /** The sandbox shares /tmp, where the build may be. With an argument, the sandbox is kept under this name and the owner ends at once. */
    public static void main(String[] arguments) throws IOException {
        SandboxOptions options = SandboxOptions.defaults().sharingTmp();
        if (arguments.length == 1) options = options.named(arguments[0]).kept();
        try (SandboxHost host = SandboxHost.start(options)) {
            System.out.println(host.initPid());
            if (arguments.length == 0) System.in.read();
        }
    }
}
