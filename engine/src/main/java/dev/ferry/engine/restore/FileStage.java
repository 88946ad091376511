package dev.ferry.engine.restore;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.PipeDataEntry;
import dev.ferry.engine.image.proto.SkPacketEntry;
import dev.ferry.engine.image.proto.SocketOptionValue;
import dev.ferry.engine.image.proto.SocketOptionValues;
import dev.ferry.engine.image.proto.TcpStreamEntry;
import dev.ferry.engine.resource.FileKinds;
import dev.ferry.engine.resource.FileLocks;
import dev.ferry.engine.resource.Fown;
import dev.ferry.engine.resource.InetName;
import dev.ferry.engine.resource.OpenFile;
import dev.ferry.engine.resource.RestoreContext;
import dev.ferry.linux.Fd;
import dev.ferry.linux.inject.Batch;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes every open file once, in this process; the tasks take theirs from here. */
final class FileStage implements RestoreContext, AutoCloseable {
    private static final int MAX_PAYLOAD = 64 << 20;

    private static final String SOCKET_OPTIONS = "ferry-sockopts";

    private final RestorePlan plan;
    private final FileKinds kinds = FileKinds.load();
    private final Map<Integer, Fd> created = new HashMap<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<Fd> borrowed = new ArrayList<>();
    private final ContentStage contents;
    private final Terminals terminals;
    private final SharedMemoryStage shared;
    /** Every open file asks for them, so they are read once. */
    private final Map<ImageType, List<?>> appended = new EnumMap<>(ImageType.class);

    private final Map<Integer, List<OpenFile.Owner>> owners = new HashMap<>();
    private final Map<Integer, Batch> calls = new LinkedHashMap<>();
    private Map<Integer, RestoringTask> tasks = Map.of();
    private Map<Integer, List<SocketOptionValue>> options;
    private final Set<Inet4Address> coming;
    private List<Awakening> awakenings = new ArrayList<>();

    /**
     * @param contents the files that came along, complete when {@link #create} is called
     * @param shared where files in memory get their pages
     * @param coming addresses that this host gets when the tree is let run
     */
    FileStage(
            RestorePlan plan,
            ContentStage contents,
            Terminals terminals,
            SharedMemoryStage shared,
            Set<Inet4Address> coming) {
        this.coming = coming;
        this.plan = plan;
        this.contents = contents;
        this.terminals = terminals;
        this.shared = shared;
        for (TaskPlan task : plan.tasks()) {
            task.descriptors()
                    .forEach(descriptor -> owners.computeIfAbsent(descriptor.getId(), none -> new ArrayList<>())
                            .add(new OpenFile.Owner(task.pid(), descriptor.getFd(), (descriptor.getFlags() & 1) != 0)));
        }
    }

    /** First pass. */
    void create() throws IOException {
        for (FileEntry entry : plan.files().values()) {
            if (!created.containsKey(entry.getId())) {
                provide(entry.getId(), kinds.of(entry).create(entry, this));
            }
        }
        for (Step step : steps) {
            step.run();
        }
    }

    /** Second pass: {@code made} have all their descriptors. */
    void link(Map<Integer, RestoringTask> made) throws IOException {
        tasks = made;
        for (FileEntry entry : plan.files().values()) {
            kinds.of(entry).link(entry, this);
        }
        FileLocks.restore(this);
        Fown.restore(this);
        for (Batch batch : calls.values()) {
            batch.run();
        }
    }

    @Override
    @SuppressWarnings("unchecked") // An image has entries of one type.
    public <T extends MessageLite> List<Appended<T>> appended(ImageType type, Parser<T> parser) throws IOException {
        List<?> known = appended.get(type);
        if (known == null) {
            known = List.copyOf(readAppended(type, parser));
            appended.put(type, known);
        }
        return (List<Appended<T>>) known;
    }

    private <T extends MessageLite> List<Appended<T>> readAppended(ImageType type, Parser<T> parser)
            throws IOException {
        List<Appended<T>> entries = new ArrayList<>();
        if (!plan.images().has(type.fileName())) {
            return entries;
        }
        try (ImageReader reader = plan.images().open(type, type.fileName())) {
            for (Optional<T> next = reader.next(parser); next.isPresent(); next = reader.next(parser)) {
                byte[] payload = reader.payloadBytes(announced(next.get()), MAX_PAYLOAD);
                entries.add(new Appended<>(next.get(), ByteString.copyFrom(payload)));
            }
        }
        return entries;
    }

    @Override
    public <T extends MessageLite> Appended<T> described(ImageType type, long id, Parser<T> parser) throws IOException {
        String name = type.fileName(id);
        try (ImageReader reader = plan.images().open(type, name)) {
            T entry = reader.next(parser).orElseThrow(() -> new ImageException("The image " + name + " is empty."));
            // A queue may be large: not copied once more.
            byte[] payload = reader.payloadBytes(announced(entry), MAX_PAYLOAD);
            return new Appended<>(entry, UnsafeByteOperations.unsafeWrap(payload));
        }
    }

    @Override
    public List<SocketOptionValue> options(int id) throws IOException {
        if (options == null) {
            options = readOptions();
        }
        return options.getOrDefault(id, List.of());
    }

    private Map<Integer, List<SocketOptionValue>> readOptions() throws IOException {
        Optional<byte[]> image = plan.images().raw(SOCKET_OPTIONS);
        try {
            return image.isEmpty()
                    ? Map.of()
                    : SocketOptionValues.parseFrom(image.get()).getOptionsList().stream()
                            .collect(Collectors.groupingBy(SocketOptionValue::getFileId));
        } catch (InvalidProtocolBufferException e) {
            throw new ImageException("The image " + SOCKET_OPTIONS + " is damaged (" + e.getMessage() + ").");
        }
    }

    /** How many bytes follow an entry; only these messages have a payload. */
    private static long announced(MessageLite entry) {
        if (entry instanceof PipeDataEntry pipe) {
            return Integer.toUnsignedLong(pipe.getBytes());
        }
        if (entry instanceof TcpStreamEntry stream) {
            return Integer.toUnsignedLong(stream.getInqLen()) + Integer.toUnsignedLong(stream.getOutqLen());
        }
        return entry instanceof SkPacketEntry packet ? Integer.toUnsignedLong(packet.getLength()) : 0;
    }

    @Override
    public List<FileEntry> entries() {
        return List.copyOf(plan.files().values());
    }

    @Override
    public void named(Path path) throws IOException {
        contents.adopt(path);
    }

    @Override
    public void provide(int id, Fd file) {
        Fd other = created.put(id, file);
        if (other != null) {
            other.close();
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
        return Optional.ofNullable(contents.ghosts().get(number));
    }

    @Override
    public Fd terminal(int index) throws IOException {
        return terminals.master(index);
    }

    @Override
    public Optional<Fd> memory(int number) {
        return shared.provided(Integer.toUnsignedLong(number));
    }

    @Override
    public void provideMemory(int number, Fd file, long size) throws ImageException {
        shared.provide(Integer.toUnsignedLong(number), file, size);
    }

    @Override
    public Path resolve(String path) throws IOException {
        boolean plain = path.startsWith("/") && path.indexOf('\0') < 0;
        if (!plain || !Path.of(path).normalize().toString().equals(path)) {
            throw new ImageException(
                    "The checkpoint has the file name \"" + path + "\", which is not absolute and plain.");
        }
        return Path.of(path);
    }

    @Override
    public boolean comes(InetName own) {
        return own.inet4().filter(coming::contains).isPresent();
    }

    @Override
    public void whenResumed(Awakening awakening) {
        awakenings.add(awakening);
    }

    /** What is left to do then; whoever takes it closes it. */
    List<Awakening> handOver() {
        List<Awakening> taken = awakenings;
        awakenings = new ArrayList<>();
        return taken;
    }

    @Override
    public Set<Integer> pids() {
        return plan.tasks().stream().map(TaskPlan::pid).collect(Collectors.toSet());
    }

    @Override
    public List<OpenFile.Owner> owners(int id) {
        return owners.getOrDefault(id, List.of());
    }

    @Override
    public Batch callsOf(int pid) throws IOException {
        RestoringTask task = tasks.get(pid);
        if (task == null) {
            throw new IllegalStateException("task " + pid + " can not be called yet");
        }
        return calls.computeIfAbsent(pid, none -> task.batch());
    }

    @Override
    public void close() {
        created.values().forEach(Fd::close);
        awakenings.forEach(Awakening::close);
        borrowed.forEach(Fd::close);
    }
}
