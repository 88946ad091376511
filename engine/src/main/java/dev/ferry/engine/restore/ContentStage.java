package dev.ferry.engine.restore;

import dev.ferry.engine.carry.CarriedFiles;
import dev.ferry.engine.carry.ExistingFilePolicy;
import dev.ferry.engine.carry.FilePlacer;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageName;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.CarriedFile;
import dev.ferry.engine.image.proto.RemapFilePathEntry;
import dev.ferry.engine.image.proto.RemapType;
import dev.ferry.engine.procfs.SysvObject;
import dev.ferry.engine.resource.GhostFile;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.stream.IncomingImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts the files that come with a checkpoint where the program expects them: carried files to stay, if the restore succeeds;
 * ghosts for the time of the restore only.
 */
final class ContentStage implements AutoCloseable {
    private final RestorePlan plan;
    private final ImageSource source;
    private final Map<Integer, Path> ghosts = new HashMap<>();
    private final List<CarriedFile> withoutContent = new ArrayList<>();
    private final Map<String, CarriedFile> carried = new HashMap<>();
    private FilePlacer placer;

    ContentStage(RestorePlan plan, ImageSource source, ExistingFilePolicy policy) throws IOException {
        this.plan = plan;
        this.source = source;
        this.placer = new FilePlacer(policy);
        readManifest();
    }

    private void readManifest() throws ImageException {
        for (CarriedFile file : plan.images().manifest().getCarriedList()) {
            if (!file.hasContentId()) {
                withoutContent.add(file);
            } else if (carried.put(CarriedFiles.imageName(file.getContentId()), file) != null) {
                throw new ImageException("The checkpoint carries two files with the same content number.");
            }
        }
    }

    /** The ghost files by number, complete after {@link #place}. */
    Map<Integer, Path> ghosts() {
        return ghosts;
    }

    /** Takes images from the source until the first with pages, which is returned. */
    Optional<IncomingImage> place(Optional<IncomingImage> first) throws IOException {
        for (CarriedFile file : withoutContent) {
            placer.place(file, InputStream.nullInputStream());
        }
        Optional<IncomingImage> next = first;
        while (next.isPresent() && !next.get().name().startsWith("pages-")) {
            place(next.get());
            next = source.next();
        }
        if (!carried.isEmpty()) {
            throw new ImageException("The checkpoint lacks the content of "
                    + carried.values().iterator().next().getPath() + ".");
        }
        return next;
    }

    private void place(IncomingImage image) throws IOException {
        CarriedFile file = carried.remove(image.name());
        if (file != null) {
            placer.place(file, image.content());
        } else {
            placeGhost(image);
        }
    }

    private void placeGhost(IncomingImage image) throws IOException {
        Optional<ImageName> name = ImageName.parse(image.name());
        if (name.isEmpty() || name.get().type() != ImageType.GHOST_FILE) {
            throw new ImageException("The checkpoint has " + image.name() + " where only contents of files may come.");
        }
        int number = ghostNumber(name.get());
        Path path = freePath(number);
        try (ImageReader reader = new ImageReader(image.name(), ImageType.GHOST_FILE, image.content())) {
            GhostFile.restore(reader, path, made -> ghosts.put(number, made));
        }
    }

    private static int ghostNumber(ImageName name) throws ImageException {
        if (name.id() >>> Integer.SIZE != 0) {
            throw new ImageException("The checkpoint has the ghost file " + name.fileName()
                    + ", whose number is larger than there can be; dump the program again.");
        }
        return (int) name.id();
    }

    /** The old name if it is free, so that /proc shows it again; else one beside it. */
    private Path freePath(int number) throws IOException {
        String name = originalName(number);
        placer.makeParentOf(name);
        Path old = Path.of(name);
        return Files.exists(old) ? old.resolveSibling(".ferry-ghost-" + Integer.toHexString(number)) : old;
    }

    private String originalName(int number) throws IOException {
        for (RemapFilePathEntry remap : plan.images()
                .all(ImageType.REMAP_FPATH, ImageType.REMAP_FPATH.fileName(), RemapFilePathEntry.parser())) {
            if (remap.getRemapId() == number && remap.getRemapType() == RemapType.GHOST) {
                return plan.file(remap.getOrigId()).getReg().getName();
            }
        }
        throw new ImageException(
                "The checkpoint has a ghost file " + Integer.toHexString(number) + " that nobody refers to.");
    }

    /** Takes an object of System V IPC that was just made for something placed. */
    void adopt(SysvObject made) throws IOException {
        placer.adopt(made);
    }

    /** Takes a name that was just made for something placed. */
    void adopt(Path path) throws IOException {
        placer.adopt(path);
    }

    /** What has been placed, for whoever decides whether it stays; from now on it is no longer taken back by us. */
    FilePlacer handOver() {
        FilePlacer handed = placer;
        placer = new FilePlacer(ExistingFilePolicy.REFUSE);
        return handed;
    }

    @Override
    public void close() throws IOException {
        try {
            for (Path ghost : ghosts.values()) {
                Files.deleteIfExists(ghost);
            }
        } finally {
            placer.close();
        }
    }
}
