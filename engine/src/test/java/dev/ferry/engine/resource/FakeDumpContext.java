package dev.ferry.engine.resource;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.ferry.engine.image.ImageName;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.ImageWriter;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.SocketOptionValue;
import dev.ferry.engine.memory.SharedMemories;
import dev.ferry.linux.process.RepairGuard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A dump into memory, of the open files of {@code tree}. */
final class FakeDumpContext implements DumpContext, AutoCloseable {
    private static final int FIRST_ID = 1_000_000;

    /** An entry as the image has it, and what follows it. */
    record Entry(ByteString message, ByteString payload) {}

    private final TreeFiles tree;
    private final Map<ImageType, List<Entry>> appended = new HashMap<>();
    private final Map<ImageName, LateImage> late = new LinkedHashMap<>();
    private final Map<ImageName, LateImage> described = new LinkedHashMap<>();
    private final List<OpenFile> carried = new ArrayList<>();
    private final Map<ImageName, byte[]> written = new HashMap<>();
    private final List<SocketOptionValue> options = new ArrayList<>();
    private final Set<Inet4Address> moving = new HashSet<>();
    private RepairGuard guard;
    private final List<FileEntry> companions = new ArrayList<>();
    private final SharedMemories memories = new SharedMemories(this::newId);
    private int nextId = FIRST_ID;

    FakeDumpContext(TreeFiles tree) {
        this.tree = tree;
    }

    @Override
    public void append(ImageType type, MessageLite entry, byte... payload) {
        appended.computeIfAbsent(type, absent -> new ArrayList<>())
                .add(new Entry(entry.toByteString(), ByteString.copyFrom(payload)));
    }

    /** What was appended to an image; empty if nothing was. */
    List<Entry> appended(ImageType type) {
        return appended.getOrDefault(type, List.of());
    }

    @Override
    public void companion(FileEntry entry) {
        companions.add(entry);
    }

    List<FileEntry> companions() {
        return companions;
    }

    @Override
    public int newId() {
        return nextId++;
    }

    @Override
    public void later(ImageType type, long id, LateImage image) {
        if (late.put(new ImageName(type, id), image) != null) {
            throw new IllegalStateException(type.fileName(id) + " is announced twice");
        }
    }

    @Override
    public void describe(ImageType type, long id, LateImage image) {
        if (described.put(new ImageName(type, id), image) != null) {
            throw new IllegalStateException(type.fileName(id) + " is described twice");
        }
    }

    /** Writes what was described, as it is then. */
    void writeDescribed() throws IOException {
        for (Map.Entry<ImageName, LateImage> image : described.entrySet()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ImageWriter writer = new ImageWriter(image.getKey().type(), bytes)) {
                image.getValue().writeTo(writer);
            }
            written.put(image.getKey(), bytes.toByteArray());
        }
    }

    /** Puts something else in the place of an image that was written. */
    void rewrite(ImageName name, MessageLite entry, byte... payload) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageWriter writer = new ImageWriter(name.type(), bytes)) {
            writer.write(entry);
            writer.writePayload(payload, 0, payload.length);
        }
        written.put(name, bytes.toByteArray());
    }

    /** The images of their own as they were written. */
    Map<ImageName, byte[]> written() {
        return written;
    }

    @Override
    public void option(SocketOptionValue option) {
        options.add(option);
    }

    List<SocketOptionValue> options() {
        return options;
    }

    /** Says which addresses move along. */
    FakeDumpContext moving(Inet4Address address) {
        moving.add(address);
        return this;
    }

    @Override
    public boolean moves(InetName own) {
        return own.inet4().filter(moving::contains).isPresent();
    }

    @Override
    public RepairGuard repairGuard() throws IOException {
        if (guard == null) {
            guard = RepairGuard.start();
        }
        return guard;
    }

    @Override
    public void close() throws IOException {
        if (guard != null) {
            guard.close();
        }
    }

    @Override
    public List<QueuedMessage> queued(OpenFile socket) {
        return tree.queued(socket);
    }

    @Override
    public boolean mayHaveUnseen() {
        return tree.mayHaveUnseen();
    }

    @Override
    public TcpPairs tcpPairs() throws IOException {
        return tree.tcpPairs();
    }

    @Override
    public TcpPolicy tcpPolicy() {
        return tree.tcpPolicy();
    }

    /** The images that were announced, in order. */
    Set<ImageName> announced() {
        return late.keySet();
    }

    /** Writes an announced image, magics included. */
    byte[] write(ImageName name) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageWriter writer = new ImageWriter(name.type(), bytes)) {
            late.get(name).writeTo(writer);
        }
        return bytes.toByteArray();
    }

    @Override
    public int memory(OpenFile file) throws IOException {
        return memories.idOf(file);
    }

    /** The shared memories that were asked for. */
    Collection<SharedMemories.SharedMemory> memories() {
        return memories.all();
    }

    @Override
    public void carry(OpenFile file) {
        carried.add(file);
    }

    List<OpenFile> carried() {
        return carried;
    }

    @Override
    public Collection<OpenFile> files() {
        return tree.files();
    }

    @Override
    public Set<Integer> pids() {
        return tree.pids();
    }

    @Override
    public Optional<String> outsideHolder(String link) throws IOException {
        return tree.outsideHolder(link);
    }
}
