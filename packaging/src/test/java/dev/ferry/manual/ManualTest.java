package dev.ferry.manual;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

final class ManualTest {
    private final CommandLine boat =
            new CommandLine(new Boat()).addSubcommand(new Row()).addSubcommand(new Sink());

    @Test
    void theManualPageShowsWhatIsNotHidden() {
        String page = ManualPage.of(boat);
        assertThat(page)
                .contains(
                        "boat \\- floats",
                        ".SS \"boat row",
                        "\\fB\\-\\-with\\fR \\fIone|two\\fR",
                        "\\fISHORE\\fR\nWhere to.");
        assertThat(page).doesNotContain("sink", "leak");
    }

    @Test
    void aTextThatBeginsWithADotIsNoRequestOfTroff() {
        assertThat(new Roff().text(".SH is text").toString()).isEqualTo("\\&.SH is text\n");
        assertThat(new Roff().text("'so is \\this").toString()).isEqualTo("\\&'so is \\ethis\n");
    }

    @Test
    void zshCompletesCommandsOptionsAndTheirValues() {
        String script = ZshCompletion.of(boat);
        assertThat(script).startsWith("#compdef boat\n").doesNotContain("sink", "leak");
        assertThat(script).contains("'row:Moves it.'", "'--with=[Two of one|two, it'\\''s usual.]:one|two:(one two)'");
    }

    @Command(name = "boat", description = "Floats.")
    static final class Boat {}

    @Command(name = "row", description = "Moves it. Slowly.")
    static final class Row implements Callable<Integer> {
        @Option(names = "--with", paramLabel = "one|two", description = "Two of one|two, it's usual.")
        String oars;

        @Option(names = "--leak", hidden = true)
        boolean leak;

        @Parameters(paramLabel = "SHORE", description = "Where to.")
        String shore;

        @Override
        public Integer call() {
            return 0;
        }
    }

    @Command(name = "sink", hidden = true)
    static final class Sink implements Callable<Integer> {
        @Override
        public Integer call() {
            return 1;
        }
    }
}
