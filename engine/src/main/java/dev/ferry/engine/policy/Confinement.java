package dev.ferry.engine.policy;

import dev.ferry.engine.check.Capability;
import dev.ferry.engine.procfs.OuterProc;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.process.Exec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How an engine that is root for somebody else becomes an engine of that user: it starts anew as that user, by setpriv(1), with the
 * user's groups and two capabilities that let pids be chosen and bounding sets be shrunk, but no file be opened, no user be changed and
 * no limit be exceeded. From then on the kernel answers for all that a hostile stream can ask for (decision 0019).
 */
public final class Confinement {
    private static final String CAPABILITIES = "-all,"
            + Capability.OF_CONFINED.stream()
                    .map(capability ->
                            "+" + capability.name().substring("CAP_".length()).toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(","));

    private static final String SETPRIV = "/usr/bin/setpriv";
    /** Nothing of the caller's comes along, neither options of the JVM nor libraries. */
    private static final List<String> ENVIRONMENT =
            List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");

    private Confinement() {}

    /** Becomes {@code program} as the caller; does not return. */
    public static void become(Caller caller, List<String> program) throws IOException {
        try {
            OuterProc outer = OuterProc.current();
            List<String> environment = new ArrayList<>(ENVIRONMENT);
            environment.addAll(outer.environment());
            Exec.become(command(caller, program), environment, outer.descriptors());
        } catch (ErrnoException e) {
            throw new PolicyException(
                    "Ferry can not become " + caller.name() + " to receive what they may bring (" + e.getMessage()
                            + "); install util-linux.",
                    e);
        }
    }

    /** The command that does it, an absolute path first. */
    public static List<String> command(Caller caller, List<String> program) {
        List<String> command = new ArrayList<>(List.of(
                SETPRIV,
                "--reuid=" + Integer.toUnsignedString(caller.uid()),
                "--regid=" + Integer.toUnsignedString(caller.gid()),
                "--init-groups",
                "--inh-caps=" + CAPABILITIES,
                "--ambient-caps=" + CAPABILITIES));
        command.addAll(program);
        return command;
    }
}
