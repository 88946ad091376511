package dev.ferry.app.cli;

import dev.ferry.engine.show.Checkpoint;
import dev.ferry.engine.show.CheckpointReader;
import dev.ferry.engine.show.DecodedImage;
import dev.ferry.engine.show.ImageDecoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ferry show}. */
@Command(
        name = "show",
        description = "Says what lies in a checkpoint, of Ferry or of CRIU; or decodes one of its images.",
        mixinStandardHelpOptions = true)
final class ShowCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "CHECKPOINT", description = "Directory or file.")
    private Path checkpoint;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "IMAGE",
            description = "Decodes this one, such as files or core-1234.")
    private String image;

    @Option(names = "--json", description = "One object for machines.")
    private boolean json;

    @Mixin
    private UnsealOptions unseal;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (image == null) {
            show(CheckpointReader.read(checkpoint, unseal.unsealing()), out);
        } else {
            show(ImageDecoder.decode(checkpoint, image, unseal.unsealing()), out);
        }
        out.flush();
        return ExitCode.DONE;
    }

    private void show(Checkpoint read, PrintWriter out) {
        if (json) {
            out.println(Json.of(read));
        } else {
            new CheckpointText(read, out).print(checkpoint);
        }
    }

    private void show(DecodedImage decoded, PrintWriter out) {
        if (json) {
            out.println(Json.of(decoded));
        } else {
            ImageText.print(decoded, out);
        }
    }
}
