package dev.ferry.engine.restore;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageName;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.RemapFilePathEntry;
import dev.ferry.engine.image.proto.RemapType;
import dev.ferry.engine.resource.GhostFile;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.stream.IncomingImage;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Fcntl;
import dev.ferry.linux.file.Open;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Puts files that come with the checkpoint where the program expects them: ghosts for the time of the restore only. */
final class ContentStage implements AutoCloseable {
    private final RestorePlan plan;
    private final ImageSource source;
    private final Map<Integer, Path> ghosts = new HashMap<>();

    ContentStage(RestorePlan plan, ImageSource source) {
        this.plan = plan;
        this.source = source;
    }

    /** The ghost files by number, complete after {@link #place}. */
    Map<Integer, Path> ghosts() {
        return ghosts;
    }

    /** Takes images from the source until the first with pages, which is returned. */
    Optional<IncomingImage> place(Optional<IncomingImage> first) throws IOException {
        Optional<IncomingImage> next = first;
        while (next.isPresent() && !next.get().name().startsWith("pages-")) {
            place(next.get());
            next = source.next();
        }
        return next;
    }

    private void place(IncomingImage image) throws IOException {
        Optional<ImageName> name = ImageName.parse(image.name());
        if (name.isEmpty() || name.get().type() != ImageType.GHOST_FILE) {
            throw new ImageException("The checkpoint has " + image.name() + " where only contents of files may come.");
        }
        int number = (int) name.get().id();
        Path path = freePath(number);
        try (Fd file = Open.path(
                        path.toString(), Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_NOFOLLOW, 0600);
                ImageReader reader = new ImageReader(image.name(), ImageType.GHOST_FILE, image.content())) {
            ghosts.put(number, path);
            GhostFile.restore(reader, file);
        }
    }

    /** The old name if it is free, so that /proc shows it again; else one beside it. */
    private Path freePath(int number) throws IOException {
        Path old = Path.of(originalName(number));
        Path directory = old.getParent();
        if (directory == null || !old.normalize().equals(old) || !Files.isDirectory(directory)) {
            throw new RestoreException(
                    "The deleted file " + old + " can not be restored, because its directory does not exist"
                            + " on this host; create it and try again.");
        }
        return Files.exists(old) ? directory.resolve(".ferry-ghost-" + Integer.toHexString(number)) : old;
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

    void keep() {}

    @Override
    public void close() throws IOException {
        for (Path ghost : ghosts.values()) {
            Files.deleteIfExists(ghost);
        }
    }
}
