package dev.ferry.engine.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.memory.SharedMemories;
import dev.ferry.linux.Fd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Open files of this process, dumped and made again beside the originals by whatever kinds are on the class path. */
final class RoundTrip implements AutoCloseable {
    static final int PID = (int) ProcessHandle.current().pid();

    private final OpenFiles tree;
    private final List<OpenFile> files;
    private final FakeDumpContext dump;
    private final FakeRestoreContext restore;
    private final List<FileEntry> entries = new ArrayList<>();

    private RoundTrip(OpenFiles tree, List<OpenFile> files) {
        this.tree = tree;
        this.files = files;
        this.dump = new FakeDumpContext(tree);
        this.restore = new FakeRestoreContext(dump);
    }

    /** Looks at the files without dumping them. */
    static RoundTrip look(Fd... originals) throws IOException {
        int[] next = {1};
        OpenFiles tree = OpenFiles.collect(List.of(PID), () -> next[0]++);
        tree.addQueues(/* isFrozen= */ true);
        List<OpenFile> files =
                Arrays.stream(originals).map(fd -> find(tree, fd)).distinct().toList();
        return new RoundTrip(tree, files);
    }

    /** The whole way, of files that can be carried. */
    static RoundTrip of(Fd... originals) throws IOException {
        RoundTrip trip = look(originals);
        FileKinds kinds = FileKinds.load();
        for (OpenFile file : trip.withPassed()) {
            FileKind kind = kinds.of(file).orElseThrow();
            assertThat(kind.refusal(file, trip.tree)).isEmpty();
            assertThat(InFlight.refusal(file, trip.tree)).isEmpty();
            trip.entries.add(kind.dump(file, trip.dump));
        }
        for (OpenFile file : trip.files) {
            trip.restore.putOwners(file.id(), file.owners().toArray(OpenFile.Owner[]::new));
        }
        trip.dump.writeDescribed();
        trip.entries.addAll(trip.dump.companions());
        trip.restore.createAll(kinds, trip.entries);
        return trip;
    }

    /** Those that wait in their queues come last. */
    private List<OpenFile> withPassed() {
        Set<Integer> passed = files.stream()
                .flatMap(file -> tree.queued(file).stream())
                .flatMap(message -> message.rights().stream())
                .collect(Collectors.toSet());
        Stream<OpenFile> others =
                tree.files().stream().filter(file -> passed.contains(file.id()) && !files.contains(file));
        return Stream.concat(files.stream(), others).toList();
    }

    private static OpenFile find(TreeFiles tree, Fd fd) {
        return tree.files().stream()
                .filter(file ->
                        file.owners().stream().anyMatch(owner -> owner.pid() == PID && owner.fd() == fd.number()))
                .findFirst()
                .orElseThrow();
    }

    TreeFiles tree() {
        return tree;
    }

    FakeRestoreContext context() {
        return restore;
    }

    OpenFile file(int index) {
        return files.get(index);
    }

    FileEntry entry(int index) {
        return entries.get(index);
    }

    /** What the dump has appended to an image. */
    List<FakeDumpContext.Entry> dumped(ImageType type) {
        return dump.appended(type);
    }

    Optional<String> refusal(int index) throws IOException {
        OpenFile file = files.get(index);
        return FileKinds.load().of(file).orElseThrow().refusal(file, tree);
    }

    /** The shared memories that were met. */
    Collection<SharedMemories.SharedMemory> memories() {
        return dump.memories();
    }

    /** The restored one. */
    Fd restored(int index) {
        return restore.created(files.get(index).id()).orElseThrow();
    }

    /** The restored one as the kernel describes it. */
    OpenFile again(int index) throws IOException {
        try (RoundTrip look = look(restored(index))) {
            return look.file(0);
        }
    }

    @Override
    public void close() {
        try (tree) {
            restore.close();
        }
    }
}
