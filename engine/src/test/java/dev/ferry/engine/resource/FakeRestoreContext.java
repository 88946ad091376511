package dev.ferry.engine.resource;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageName;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.SocketOptionValue;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.PtyMaster;
import dev.ferry.linux.inject.Batch;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/** A restore of what a {@link FakeDumpContext} took, in this process; closes the files that it made. */
final class FakeRestoreContext implements RestoreContext, AutoCloseable {
    private final FakeDumpContext dump;
    private final List<FileEntry> entries = new ArrayList<>();
    private final Map<Integer, Fd> created = new HashMap<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<Fd> borrowed = new ArrayList<>();
    private final Map<Integer, Fd> terminals = new HashMap<>();
    private final Map<Integer, Path> ghosts = new HashMap<>();
    private final Map<Integer, Fd> memories = new HashMap<>();
    private final Map<Integer, List<OpenFile.Owner>> owners = new HashMap<>();
    private final Set<Inet4Address> coming = new HashSet<>();
    private final List<Awakening> awakenings = new ArrayList<>();
    private IntFunction<Batch> calls = pid -> {
        throw new UnsupportedOperationException("this test has no task " + pid);
    };

    FakeRestoreContext(FakeDumpContext dump) {
        this.dump = dump;
    }

    /** Makes all entries again, first pass, as the runner does it: not those that came along with another one. */
    void createAll(FileKinds kinds, List<FileEntry> all) throws IOException {
        Set<Integer> names = TerminalName.numbers(all);
        all.stream().filter(entry -> !names.contains(entry.getId())).forEach(entries::add);
        for (FileEntry entry : List.copyOf(entries)) {
            if (!created.containsKey(entry.getId())) {
                provide(entry.getId(), kinds.of(entry).create(entry, this));
            }
        }
        for (Step step : steps) {
            step.run();
        }
    }

    /** Second pass. */
    void linkAll(FileKinds kinds) throws IOException {
        for (FileEntry entry : entries) {
            kinds.of(entry).link(entry, this);
        }
    }

    /** Says which address this host gets when the tree is let run. */
    void putComing(Inet4Address address) {
        coming.add(address);
    }

    /** What is done when the tree is let run. */
    void awake() throws IOException {
        for (Awakening awakening : awakenings) {
            awakening.awake();
            awakening.close();
        }
    }

    void putGhost(int number, Path path) {
        ghosts.put(number, path);
    }

    void putOwners(int id, OpenFile.Owner... all) {
        owners.put(id, List.of(all));
    }

    /** Where calls of a task go. */
    void putCalls(IntFunction<Batch> batches) {
        calls = batches;
    }

    @Override
    public <T extends MessageLite> List<Appended<T>> appended(ImageType type, Parser<T> parser) throws IOException {
        List<Appended<T>> parsed = new ArrayList<>();
        for (FakeDumpContext.Entry entry : dump.appended(type)) {
            parsed.add(new Appended<>(parser.parseFrom(entry.message()), entry.payload()));
        }
        return parsed;
    }

    @Override
    public <T extends MessageLite> Appended<T> described(ImageType type, long id, Parser<T> parser) throws IOException {
        byte[] image = dump.written().get(new ImageName(type, id));
        if (image == null) {
            throw new ImageException("The checkpoint has no " + type.fileName(id) + ".");
        }
        try (ImageReader reader = new ImageReader(type.fileName(id), type, new ByteArrayInputStream(image))) {
            T entry = reader.next(parser).orElseThrow();
            return new Appended<>(entry, ByteString.copyFrom(reader.rest().readAllBytes()));
        }
    }

    @Override
    public List<SocketOptionValue> options(int id) {
        return dump.options().stream()
                .filter(option -> option.getFileId() == id)
                .toList();
    }

    @Override
    public List<FileEntry> entries() {
        return entries;
    }

    @Override
    public void named(Path path) {}

    @Override
    public void provide(int id, Fd file) {
        if (created.put(id, file) != null) {
            throw new IllegalStateException("open file " + id + " was made twice");
        }
    }

    @Override
    public void whenAllExist(Step step, Fd... all) {
        steps.add(step);
        borrowed.addAll(List.of(all));
    }

    @Override
    public Optional<Fd> created(int id) {
        return Optional.ofNullable(created.get(id));
    }

    @Override
    public Optional<Path> ghost(int number) {
        return Optional.ofNullable(ghosts.get(number));
    }

    @Override
    public Fd terminal(int index) throws IOException {
        Fd known = terminals.get(index);
        if (known == null) {
            known = PtyMaster.open(index);
            terminals.put(index, known);
        }
        return known;
    }

    @Override
    public Optional<Fd> memory(int number) {
        return Optional.ofNullable(memories.get(number));
    }

    @Override
    public void provideMemory(int number, Fd file, long size) {
        if (memories.put(number, file) != null) {
            throw new IllegalStateException("memory " + number + " was made twice");
        }
    }

    @Override
    public Path resolve(String path) throws IOException {
        Path resolved = Path.of(path);
        if (!resolved.isAbsolute() || !resolved.normalize().toString().equals(path)) {
            throw new ImageException("The path " + path + " is not absolute and plain.");
        }
        return resolved;
    }

    @Override
    public boolean comes(InetName own) {
        return own.inet4().filter(coming::contains).isPresent();
    }

    @Override
    public void whenResumed(Awakening awakening) {
        awakenings.add(awakening);
    }

    @Override
    public Set<Integer> pids() {
        return Set.of(RoundTrip.PID);
    }

    @Override
    public List<OpenFile.Owner> owners(int id) {
        return owners.getOrDefault(id, List.of());
    }

    @Override
    public Batch callsOf(int pid) {
        return calls.apply(pid);
    }

    @Override
    public void close() {
        created.values().forEach(Fd::close);
        borrowed.forEach(Fd::close);
        terminals.values().forEach(Fd::close);
        memories.values().forEach(Fd::close);
    }
}
