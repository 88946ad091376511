package dev.ferry.engine.restore;

import dev.ferry.engine.carry.ExistingFilePolicy;
import dev.ferry.engine.policy.Admission;
import dev.ferry.engine.specimen.Engine;
import dev.ferry.engine.stream.DirectoryImageSource;
import dev.ferry.engine.stream.ImageSource;
import java.nio.file.Path;

/** An engine of its own that restores checkpoints one after the other, as its user may, and ends each at once. */
final class RestoreEach {
    private RestoreEach() {}

    /** Prints for each directory its name, a tab, and "restored" or why not. */
    public static void main(String[] directories) throws Exception {
        Admission admission = Admission.ofThisProcess();
        RestoreOptions options = new RestoreOptions(ExistingFilePolicy.REFUSE, admission.limits());
        try (Engine engine = new Engine()) {
            for (String directory : directories) {
                Path path = Path.of(directory);
                System.out.println(path.getFileName() + "\t" + engine.call(() -> outcome(path, options)));
            }
        }
    }

    private static String outcome(Path directory, RestoreOptions options) {
        try (ImageSource source = new DirectoryImageSource(directory);
                RestoredTree tree = new RestoreRunner(options).restore(source)) {
            return "restored " + tree.root();
        } catch (Exception e) {
            return String.valueOf(e);
        }
    }
}
