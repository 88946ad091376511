package dev.ferry.app.cli;

import dev.ferry.engine.pidns.PidNamespace;
import dev.ferry.engine.procfs.NoSuchProcessException;
import dev.ferry.engine.procfs.OuterProc;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** A tree that was named by the pid by which the host knows it. */
final class TreeArgument {
    private TreeArgument() {}

    /**
     * The pid by which this engine knows it. If the tree is in a pid namespace of its own, the command starts anew in there, and this
     * does not return.
     */
    static int enter(int pid, CommandSpec spec) throws IOException {
        if (OuterProc.current().isOther()) {
            return inner(pid);
        }
        if (PidNamespace.isToBeEntered(pid)) {
            PidNamespace.becomeInThatOf(pid, thisCommand(spec));
        }
        return pid;
    }

    /** What was typed, for an engine that is to do it in our place. */
    static List<String> thisCommand(CommandSpec spec) {
        List<String> command = new ArrayList<>(List.of(System.getProperty("ferry.launcher")));
        command.addAll(spec.root().commandLine().getParseResult().originalArgs());
        return command;
    }

    /** One that has gone meanwhile is left to the check, which says so. */
    private static int inner(int pid) throws IOException {
        try {
            return OuterProc.current().inner(pid);
        } catch (NoSuchProcessException gone) {
            return pid;
        }
    }
}
