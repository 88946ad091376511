package dev.ferry.app.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The commands below {@code ferry}, in the order of its help. */
final class Subcommands {
    private static final List<Map.Entry<String, Class<?>>> ALL = List.of(
            Map.entry("ps", PsCommand.class),
            Map.entry("check", CheckCommand.class),
            Map.entry("migrate", MigrateCommand.class),
            Map.entry("dump", DumpCommand.class),
            Map.entry("restore", RestoreCommand.class),
            Map.entry("show", ShowCommand.class),
            Map.entry("core", CoreCommand.class),
            Map.entry("diff", DiffCommand.class),
            Map.entry("receive", ReceiveCommand.class),
            Map.entry("send", SendCommand.class),
            Map.entry("settle", SettleCommand.class),
            Map.entry("watch", WatchCommand.class),
            Map.entry("in-sandbox", InSandboxCommand.class),
            Map.entry("doctor", DoctorCommand.class),
            Map.entry("host", HostCommand.class),
            Map.entry("resolve", ResolveCommand.class),
            Map.entry("demo", DemoCommand.class),
            Map.entry("rehearse", RehearseCommand.class));

    private Subcommands() {}

    /** The one that is named, or all of them: picocli takes 20 ms for each, and both ends of a migration wait for that. */
    static List<Class<?>> wantedBy(String... arguments) {
        Optional<String> first =
                Arrays.stream(arguments).filter(word -> !word.startsWith("-")).findFirst();
        List<Class<?>> named = ALL.stream()
                .filter(command -> first.filter(command.getKey()::equals).isPresent())
                .<Class<?>>map(Map.Entry::getValue)
                .toList();
        return named.isEmpty() ? ALL.stream().<Class<?>>map(Map.Entry::getValue).toList() : named;
    }
}
