package dev.ferry.engine.resource;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.FileEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** All kinds of open files that this Ferry knows. */
public final class FileKinds {
    private final Map<FileSignature, FileKind> bySignature = new HashMap<>();
    private final List<FileKind> kinds = new ArrayList<>();

    private FileKinds(Iterable<FileKind> kinds) {
        for (FileKind kind : kinds) {
            kind.signatures().forEach(signature -> register(signature, kind));
            this.kinds.add(kind);
        }
    }

    /** Finds the kinds on the class path. Two kinds with one signature are a programming error and stop here. */
    public static FileKinds load() {
        return new FileKinds(ServiceLoader.load(FileKind.class));
    }

    /** The kind of an open file, or empty if nobody knows it. */
    public Optional<FileKind> of(OpenFile file) {
        return Optional.ofNullable(bySignature.get(file.signature()));
    }

    /**
     * The kind that makes an entry of the files image again.
     *
     * @throws ImageException if nobody can
     */
    public FileKind of(FileEntry entry) throws ImageException {
        return kinds.stream()
                .filter(kind -> kind.restores(entry))
                .findFirst()
                .orElseThrow(() -> new ImageException("The open file " + entry.getId() + " in files.img is a "
                        + entry.getType() + ", which this version of Ferry can not restore."));
    }

    private void register(FileSignature signature, FileKind kind) {
        FileKind other = bySignature.put(signature, kind);
        if (other != null) {
            throw new IllegalStateException(signature + " belongs to both " + kind + " and " + other);
        }
    }
}
