package dev.ferry.engine.check;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether the tree's pseudoterminals can have their numbers here: pts(4). */
final class TerminalNumberCheck {
    private static final Path MULTIPLEXER = Path.of("/dev/ptmx");
    private static final Path SLAVES = Path.of("/dev/pts");

    private TerminalNumberCheck() {}

    static void look(List<Integer> numbers, Findings findings) {
        if (!numbers.isEmpty() && !Files.exists(MULTIPLEXER)) {
            findings.blocker(
                    "no-terminals",
                    MULTIPLEXER.toString(),
                    "does not exist on the destination, so that the program's terminals can not be made there",
                    "mount devpts at /dev/pts there");
            return;
        }
        for (int number : numbers) {
            Path slave = SLAVES.resolve(Integer.toUnsignedString(number));
            if (Files.exists(slave)) {
                findings.warning(
                        "terminal-number",
                        slave.toString(),
                        "is in use on the destination, so the program's terminal gets another number; where its name is kept "
                                + "(in the environment, or by a program that opens it by name) it is somebody else's",
                        "close that terminal if this matters");
            }
        }
    }
}
