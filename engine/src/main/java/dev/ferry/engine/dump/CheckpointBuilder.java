package dev.ferry.engine.dump;

import com.google.protobuf.MessageLite;
import dev.ferry.engine.carry.CarriedFiles;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.ImageWriter;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.SocketOptionValue;
import dev.ferry.engine.image.proto.SocketOptionValues;
import dev.ferry.engine.memory.SharedMemories;
import dev.ferry.engine.resource.DumpContext;
import dev.ferry.engine.resource.InetName;
import dev.ferry.engine.resource.OpenFile;
import dev.ferry.engine.resource.OpenFiles;
import dev.ferry.engine.resource.QueuedMessage;
import dev.ferry.engine.resource.TcpPairs;
import dev.ferry.engine.resource.TcpPolicy;
import dev.ferry.engine.stream.ImageSink;
import dev.ferry.linux.process.RepairGuard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Collects what the kinds of open files put into a checkpoint. Entries are held in memory until all of them are known, because
 * several kinds append to one image; contents of any size are written later from where they are.
 */
final class CheckpointBuilder implements DumpContext, AutoCloseable {
    private final AtomicInteger lastId;
    private final OpenFiles files;
    private final Map<ImageType, AppendedImage> appended = new EnumMap<>(ImageType.class);
    private final List<Late> described = new ArrayList<>();
    private final List<Late> late = new ArrayList<>();
    private final List<FileEntry> companions = new ArrayList<>();
    private final CarriedFiles carried = new CarriedFiles();
    private final SocketOptionValues.Builder options = SocketOptionValues.newBuilder();
    private final Set<Inet4Address> moving;
    private RepairGuard repairGuard;
    private final SharedMemories shared = new SharedMemories(this::newId);

    private record Late(String name, ImageType type, LateImage image) {}

    private CheckpointBuilder(AtomicInteger lastId, OpenFiles files, Set<Inet4Address> moving) {
        this.lastId = lastId;
        this.files = files;
        this.moving = moving;
    }

    /** Starts with the open files of the living tasks. */
    static CheckpointBuilder of(Collection<Integer> livingPids, DumpOptions options) throws IOException {
        AtomicInteger lastId = new AtomicInteger();
        OpenFiles files = OpenFiles.collect(livingPids, lastId::incrementAndGet, options.tcp());
        return new CheckpointBuilder(lastId, files, options.addresses());
    }

    OpenFiles openFiles() {
        return files;
    }

    /** The shared memories whose content goes into the set. */
    SharedMemories shared() {
        return shared;
    }

    /** The files whose content goes into the set. */
    CarriedFiles carried() {
        return carried;
    }

    @Override
    public void append(ImageType type, MessageLite entry, byte... payload) throws IOException {
        AppendedImage image = appended.get(type);
        if (image == null) {
            image = new AppendedImage(type);
            appended.put(type, image);
        }
        image.writer.write(entry);
        image.writer.writePayload(payload, 0, payload.length);
    }

    @Override
    public void companion(FileEntry entry) {
        companions.add(entry);
    }

    /** Entries of the files image that no open file of the tree has. */
    List<FileEntry> companions() {
        return companions;
    }

    @Override
    public int newId() {
        return lastId.incrementAndGet();
    }

    @Override
    public void later(ImageType type, long id, LateImage image) {
        late.add(new Late(type.fileName(id), type, image));
    }

    @Override
    public void describe(ImageType type, long id, LateImage image) {
        described.add(new Late(type.fileName(id), type, image));
    }

    @Override
    public void option(SocketOptionValue option) {
        options.addOptions(option);
    }

    @Override
    public RepairGuard repairGuard() throws IOException {
        if (repairGuard == null) {
            repairGuard = RepairGuard.start();
        }
        return repairGuard;
    }

    @Override
    public boolean moves(InetName own) {
        return own.inet4().filter(moving::contains).isPresent();
    }

    @Override
    public int memory(OpenFile file) throws IOException {
        return shared.idOf(file);
    }

    @Override
    public void carry(OpenFile file) throws IOException {
        carried.add(file);
    }

    @Override
    public Collection<OpenFile> files() {
        return files.files();
    }

    @Override
    public Set<Integer> pids() {
        return files.pids();
    }

    @Override
    public List<QueuedMessage> queued(OpenFile socket) {
        return files.queued(socket);
    }

    @Override
    public boolean mayHaveUnseen() {
        return files.mayHaveUnseen();
    }

    @Override
    public TcpPairs tcpPairs() throws IOException {
        return files.tcpPairs();
    }

    @Override
    public TcpPolicy tcpPolicy() {
        return files.tcpPolicy();
    }

    @Override
    public Optional<String> outsideHolder(String link) throws IOException {
        return files.outsideHolder(link);
    }

    /** Writes the images that were appended to, and those that belong to the description. */
    void writeAppended(ImageSink sink) throws IOException {
        for (AppendedImage image : appended.values()) {
            image.writer.close();
            try (OutputStream out = sink.create(image.type.fileName())) {
                image.bytes.writeTo(out);
            }
        }
        write(described, sink);
        if (options.getOptionsCount() > 0) {
            try (OutputStream out = sink.create("ferry-sockopts")) {
                options.build().writeTo(out);
            }
        }
    }

    /** Writes the images that were announced. */
    void writeLate(ImageSink sink) throws IOException {
        write(late, sink);
    }

    private static void write(List<Late> images, ImageSink sink) throws IOException {
        for (Late announced : images) {
            try (ImageWriter writer = new ImageWriter(announced.type(), sink.create(announced.name()))) {
                announced.image().writeTo(writer);
            }
        }
    }

    @Override
    public void close() throws IOException {
        shared.close();
        files.close();
        if (repairGuard != null) {
            repairGuard.close();
        }
    }

    /** An image that grows in memory. */
    private static final class AppendedImage {
        private final ImageType type;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final ImageWriter writer;

        AppendedImage(ImageType type) throws IOException {
            this.type = type;
            this.writer = new ImageWriter(type, bytes);
        }
    }
}
