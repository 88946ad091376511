package dev.ferry.app.checkpoints;

import dev.ferry.app.AskedKeys;
import dev.ferry.app.screen.Texts;
import dev.ferry.engine.seal.SealException;
import dev.ferry.engine.seal.Unsealing;
import dev.ferry.engine.show.CheckpointReader;
import dev.ferry.remote.UserPrompts;
import java.io.IOException;
import java.nio.file.Path;

/** Reads a checkpoint to look into. If it is sealed, a person is asked; what they say is kept nowhere. */
final class Opening {
    private static final int ATTEMPTS = 3;

    private final Path path;
    private final UserPrompts prompts;

    Opening(Path path, UserPrompts prompts) {
        this.path = path;
        this.prompts = prompts;
    }

    /**
     * Takes its time; the person may too.
     *
     * @throws SealException of the kind NO_PASSPHRASE if the person does not want it any more
     */
    OpenCheckpoint read() throws IOException {
        String question = Texts.text("checkpoint.passphrase", path.getFileName());
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            try {
                return read(attempt == 1 ? question : Texts.text("checkpoint.passphrase.again", question));
            } catch (SealException e) {
                if (e.kind() != SealException.Kind.OTHER_PASSPHRASE) throw e;
            }
        }
        return read(Texts.text("checkpoint.passphrase.again", question));
    }

    private OpenCheckpoint read(String question) throws IOException {
        Unsealing unsealing = Unsealing.with(new AskedKeys(prompts, question));
        return new OpenCheckpoint(path, CheckpointReader.read(path, unsealing), unsealing);
    }
}
