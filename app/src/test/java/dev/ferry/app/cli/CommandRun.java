package dev.ferry.app.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import picocli.CommandLine;

/** What a command said and how it ended, run in this JVM. */
record CommandRun(int exitCode, String out, String err) {

    static CommandRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine ferry = FerryCommand.commandLine(new Interrupt(), Optional.empty(), arguments)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        int exitCode = ferry.execute(arguments);
        return new CommandRun(exitCode, out.toString(), err.toString());
    }
}
