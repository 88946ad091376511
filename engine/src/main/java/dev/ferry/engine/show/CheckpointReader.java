package dev.ferry.engine.show;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.Pagemap;
import dev.ferry.engine.image.proto.InventoryEntry;
import dev.ferry.engine.image.proto.Manifest;
import dev.ferry.engine.image.proto.MmEntry;
import dev.ferry.engine.image.proto.PstreeEntry;
import dev.ferry.engine.image.proto.StatsEntry;
import dev.ferry.engine.lineage.InheritedPages;
import dev.ferry.engine.lineage.Lineage;
import dev.ferry.engine.restore.CheckpointImages;
import dev.ferry.engine.restore.Restorable;
import dev.ferry.engine.seal.Unsealing;
import dev.ferry.engine.show.Checkpoint.CarriedPath;
import dev.ferry.engine.show.Checkpoint.Origin;
import dev.ferry.engine.show.Checkpoint.SavedImage;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.stream.StoredCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what lies in a checkpoint, whoever made it. Damage is an {@link ImageException} that says where; what is merely not known to
 * Ferry is shown as far as it is understood.
 */
public final class CheckpointReader {
    private static final String MANIFEST = "ferry-manifest";
    private static final int MICROS_A_MILLI = 1000;

    private final CheckpointImages images;
    private final Optional<Lineage> lineage;
    private final Contents contents = new Contents();

    private CheckpointReader(CheckpointImages images, Optional<Lineage> lineage) {
        this.images = images;
        this.lineage = lineage;
    }

    /** What lies in a directory or file. */
    public static Checkpoint read(Path checkpoint) throws IOException {
        return read(checkpoint, Unsealing.none());
    }

    /** The same for one that may be sealed. */
    public static Checkpoint read(Path checkpoint, Unsealing unsealing) throws IOException {
        try (ImageSource source = StoredCheckpoint.openAlone(checkpoint, unsealing)) {
            Checkpoint read =
                    Lineage.hasParent(checkpoint) ? readIncrement(checkpoint, source) : read(source, Optional.empty());
            return read.origin().createdMs() == 0 ? read.withCreated(StoredCheckpoint.written(checkpoint)) : read;
        } catch (ImageException e) {
            // What is wrong in a file says how far into it; in a directory, in which image.
            throw Files.isDirectory(checkpoint) ? e : new ImageException(checkpoint + ": " + e.getMessage(), e);
        }
    }

    /** What lies in a set; it is read to its end. */
    public static Checkpoint read(ImageSource source) throws IOException {
        return read(source, Optional.empty());
    }

    private static Checkpoint read(ImageSource source, Optional<Lineage> lineage) throws IOException {
        return new CheckpointReader(CheckpointImages.read(source), lineage).checkpoint(source);
    }

    /** What is there can be shown without its parents too. */
    private static Checkpoint readIncrement(Path directory, ImageSource source) throws IOException {
        Lineage lineage;
        try {
            lineage = Lineage.of(directory);
        } catch (ImageException e) {
            return read(source, Optional.empty()).withObstacle(e.getMessage());
        }
        List<String> parents =
                lineage.generations().stream().skip(1).map(Path::toString).toList();
        return read(source, Optional.of(lineage)).withParents(parents);
    }

    private Checkpoint checkpoint(ImageSource source) throws IOException {
        InventoryEntry unused =
                images.single(ImageType.INVENTORY, ImageType.INVENTORY.fileName(), InventoryEntry.parser());
        FileReader files = FileReader.of(images);
        MappingReader mappings = new MappingReader(images, files);
        TaskReader tasks = new TaskReader(images, files, mappings);
        List<ProcessTree.Member> tree =
                ProcessTree.of(images.all(ImageType.PSTREE, ImageType.PSTREE.fileName(), PstreeEntry.parser()));
        for (ProcessTree.Member member : tree) {
            want(member.entry().getPid(), tasks, mappings);
        }
        contents.read(images.firstContent(), source);
        List<SavedTask> saved = new ArrayList<>();
        for (ProcessTree.Member member : tree) {
            List<String> arguments = contents.arguments(member.entry().getPid());
            saved.add(tasks.read(member.entry(), member.depth(), arguments));
        }
        contents.requireWhole(mappings.announced());
        return checkpoint(saved, files.files(saved), mappings.parentBytes());
    }

    private void want(int pid, TaskReader tasks, MappingReader mappings) throws IOException {
        MmEntry mm = tasks.mm(pid);
        Optional<Pagemap> pages = mappings.pagemap(pid);
        if (pages.isPresent()) {
            contents.want(pid, mm, pages.get());
        }
        if (pages.isPresent() && lineage.isPresent()) {
            try (InheritedPages inherited = lineage.get().inherited(ImageType.PAGEMAP.fileName(pid))) {
                contents.inherit(pid, mm, inherited);
            }
        }
    }

    private Checkpoint checkpoint(List<SavedTask> tasks, List<SavedFile> files, long parentBytes) throws IOException {
        List<SavedImage> sizes = new ArrayList<>();
        images.sizes().forEach((name, bytes) -> sizes.add(new SavedImage(name, bytes)));
        contents.sizes().forEach((name, bytes) -> sizes.add(new SavedImage(name, bytes)));
        Manifest manifest = manifest();
        return new Checkpoint(
                origin(manifest),
                sizes.stream().mapToLong(SavedImage::bytes).sum(),
                contents.memoryBytes(),
                obstacle(parentBytes),
                tasks,
                files,
                PipeReader.pipes(images, files),
                manifest.getCarriedList().stream()
                        .map(file -> new CarriedPath(file.getPath(), file.getSize()))
                        .toList(),
                sizes,
                parentBytes,
                List.of());
    }

    private String obstacle(long parentBytes) throws IOException {
        if (parentBytes > 0 && lineage.isEmpty()) {
            return "It leaves " + parentBytes + " bytes of memory to a parent, to which it has no link 'parent'.";
        }
        return Restorable.obstacle(images).orElse("");
    }

    private Origin origin(Manifest manifest) throws IOException {
        String program = manifest.getEngineVersion().isEmpty() ? "CRIU" : "Ferry " + manifest.getEngineVersion();
        return new Origin(program, manifest.getHostName(), manifest.getKernel(), manifest.getCreatedMs(), frozenMs());
    }

    private Manifest manifest() throws ImageException {
        Optional<byte[]> bytes = images.raw(MANIFEST);
        try {
            return bytes.isPresent() ? Manifest.parseFrom(bytes.get()) : Manifest.getDefaultInstance();
        } catch (InvalidProtocolBufferException e) {
            throw new ImageException(
                    "Image " + MANIFEST + " is damaged: it can not be understood (" + e.getMessage() + ").", e);
        }
    }

    /** CRIU notes it in microseconds. */
    private long frozenMs() throws IOException {
        String name = ImageType.STATS_DUMP.fileName();
        return images.has(name)
                ? Integer.toUnsignedLong(images.single(ImageType.STATS_DUMP, name, StatsEntry.parser())
                                .getDump()
                                .getFrozenTime())
                        / MICROS_A_MILLI
                : 0;
    }
}
