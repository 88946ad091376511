package dev.ferry.engine.fuzz;

import dev.ferry.engine.dump.DumpOptions.Fate;
import dev.ferry.engine.image.proto.CarriedFile;
import dev.ferry.engine.image.proto.Manifest;
import dev.ferry.engine.specimen.Engine;
import dev.ferry.engine.specimen.RunningSpecimen;
import dev.ferry.engine.specimen.Specimen;
import dev.ferry.engine.stream.ImageSink;
import dev.ferry.engine.stream.ImageSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checkpoints of real trees, which have ended.
 *
 * @param sets one for each specimen
 * @param pids of all of them
 */
public record Corpus(List<ImageSet> sets, Set<Long> pids) {
    /** Dumps and kills each of these specimens, and removes what their checkpoints carry. */
    public static Corpus dump(Engine engine, Path directory, List<String> specimens) throws Exception {
        List<ImageSet> sets = new ArrayList<>();
        Set<Long> pids = new HashSet<>();
        for (String name : specimens) {
            Path stream = directory.resolve(name + ".ferry");
            try (RunningSpecimen specimen = Specimen.start(name, directory);
                    ImageSink sink = Engine.fileSink(stream)) {
                pids.addAll(specimen.tasks());
                engine.dump(specimen, Fate.KILL, sink);
            }
            ImageSet set = read(stream);
            sets.add(set);
            removeCarried(set);
        }
        return new Corpus(sets, pids);
    }

    /** The same by an engine of their own. */
    public static Corpus dump(Path directory, List<String> specimens) throws Exception {
        try (Engine engine = new Engine()) {
            return dump(engine, directory, specimens);
        }
    }

    private static ImageSet read(Path stream) throws IOException {
        try (ImageSource source = Engine.fileSource(stream)) {
            return ImageSet.read(source);
        }
    }

    private static void removeCarried(ImageSet set) throws IOException {
        for (Image image : set.images()) {
            if (image.name().equals("ferry-manifest")) {
                for (CarriedFile file : Manifest.parseFrom(image.content()).getCarriedList()) {
                    Files.delete(Path.of(file.getPath()));
                }
            }
        }
    }
}
