package dev.ferry.app;

import dev.ferry.app.cli.FerryCommand;
import dev.ferry.app.cli.Interrupt;
import dev.ferry.app.console.ConsoleStart;

/** Where the launcher enters. */
public final class Main {
    private Main() {}

    /** Runs one command and exits with its code. */
    public static void main(String[] arguments) {
        Interrupt interrupt = new Interrupt();
        Runtime.getRuntime().addShutdownHook(new Thread(interrupt::await, "ferry-interrupt"));
        int exitCode = FerryCommand.commandLine(interrupt, ConsoleStart.ifThereIsADisplay(), arguments)
                .execute(arguments);
        interrupt.ended(exitCode);
        System.exit(exitCode);
    }
}
