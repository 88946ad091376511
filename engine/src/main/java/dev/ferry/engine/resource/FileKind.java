package dev.ferry.engine.resource;

import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.linux.Fd;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * One kind of open file. An implementation is public, stateless, annotated with
 * {@code @AutoService(FileKind.class)}, and has everything about its kind in its one file.
 *
 * <p>An open file that several tasks or descriptors share comes to its kind once; handing it to them is not the kind's work.
 */
public interface FileKind {
    /** Which open files are of this kind. */
    Set<FileSignature> signatures();

    /**
     * Why this one can not be carried, in one sentence with object, cause and remedy; empty if it can. Asked while the tree
     * still runs (for {@code check}) and again when it is frozen, so it must not change anything and never block.
     */
    Optional<String> refusal(OpenFile file, TreeFiles tree) throws IOException;

    /**
     * What the program may notice of one that is carried, in one sentence with object, cause and remedy; usually nothing. Under
     * the same rules as {@link #refusal}.
     */
    default Optional<String> caveat(OpenFile file, TreeFiles tree) throws IOException {
        return Optional.empty();
    }

    /** Kernel to image: the entry for the files image. Larger or additional contents go to {@code context}. */
    FileEntry dump(OpenFile file, DumpContext context) throws IOException;

    /** Whether an entry of the files image is of this kind, judged by its type and, where kinds share one, its mode. */
    boolean restores(FileEntry entry);

    /**
     * Image to kernel, first pass: makes the open file in this process, with flags and position. The entry comes from
     * somewhere else: whatever is not plausible is an {@link dev.ferry.engine.image.ImageException}.
     */
    Fd create(FileEntry entry, RestoreContext context) throws IOException;

    /** Second pass, for what refers to other open files: all of them exist now and are in their tasks. */
    default void link(FileEntry entry, RestoreContext context) throws IOException {}
}
