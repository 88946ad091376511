package dev.ferry.manual;

import dev.ferry.app.cli.FerryCommand;
import dev.ferry.app.cli.Interrupt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.AutoComplete;
import picocli.CommandLine;

/** Writes ferry.1, ferry.bash and _ferry (for zsh) into the directory that is its argument. */
public final class Manual {
    private Manual() {}

    /** Run by the build. */
    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        CommandLine ferry = FerryCommand.commandLine(new Interrupt(), Optional.empty());
        Files.writeString(directory.resolve("ferry.1"), ManualPage.of(ferry));
        Files.writeString(directory.resolve("ferry.bash"), AutoComplete.bash("ferry", ferry));
        Files.writeString(directory.resolve("_ferry"), ZshCompletion.of(ferry));
    }
}
