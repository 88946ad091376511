package dev.ferry.engine.carry;

import dev.ferry.engine.image.proto.CarriedFile;
import dev.ferry.engine.resource.OpenFile;
import dev.ferry.engine.stream.ImageSink;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Fcntl;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.Link;
import dev.ferry.linux.file.Open;
import dev.ferry.linux.file.Timespec;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The files that a dump carries, each path once. Nobody writes to them between {@link #add} and {@link #writeTo}. */
public final class CarriedFiles {
    private final Map<String, Source> byPath = new LinkedHashMap<>();

    /** Opens what was added, for reading. */
    @FunctionalInterface
    private interface Opening {
        Fd open() throws IOException;
    }

    private record Source(CarriedFile message, FileStat stat, Opening opening) {}

    /** The name of the image with the content {@code contentId} of a {@link CarriedFile}. */
    public static String imageName(int contentId) {
        return "carried-" + Integer.toUnsignedString(contentId);
    }

    /** Carries an open regular file or fifo, whose own descriptor has to stay open until {@link #writeTo}. */
    public void add(OpenFile file) throws IOException {
        FileStat stat = FileStat.of(file.copy());
        if (stat.isFifo()) {
            addNode(file.path(), stat);
            return;
        }
        addRegular(file.path(), stat, () -> Open.again(file.copy(), Fcntl.O_RDONLY | Fcntl.O_NONBLOCK));
    }

    /**
     * Carries the regular file, symbolic link, fifo or directory (without what is in it) at {@code path}.
     *
     * @throws IOException if there is nothing or something else
     */
    public void add(String path) throws IOException {
        FileStat stat = FileStat.ofLink(path);
        if (stat.isSymbolicLink()) {
            CarriedFile link =
                    describe(path, stat).setLinkTarget(Link.read(path)).build();
            byPath.putIfAbsent(path, new Source(link, stat, () -> Open.path(path, Fcntl.O_PATH | Fcntl.O_NOFOLLOW)));
        } else if (stat.isRegular()) {
            addRegular(path, stat, () -> Open.path(path, Fcntl.O_RDONLY | Fcntl.O_NOFOLLOW | Fcntl.O_NONBLOCK));
        } else if (stat.isDirectory() || stat.isFifo()) {
            addNode(path, stat);
        } else {
            throw new IOException(
                    path + " is no regular file, symbolic link, directory or fifo, and can not be carried.");
        }
    }

    private void addNode(String path, FileStat stat) {
        CarriedFile node = describe(path, stat).setSize(0).build();
        byPath.putIfAbsent(path, new Source(node, stat, () -> Open.path(path, Fcntl.O_PATH)));
    }

    private void addRegular(String path, FileStat stat, Opening opening) {
        CarriedFile file = describe(path, stat).setContentId(byPath.size() + 1).build();
        byPath.putIfAbsent(path, new Source(file, stat, opening));
    }

    private static CarriedFile.Builder describe(String path, FileStat stat) {
        return CarriedFile.newBuilder()
                .setPath(path)
                .setMode(stat.mode())
                .setUid(stat.uid())
                .setGid(stat.gid())
                .setSize(stat.size())
                .setMtimeNs(nanoseconds(stat.modified()));
    }

    /** For the manifest. */
    public List<CarriedFile> messages() {
        return byPath.values().stream().map(Source::message).toList();
    }

    /** Writes one image for each content. */
    public void writeTo(ImageSink images) throws IOException {
        Collection<Source> sources = byPath.values();
        for (Source source : sources) {
            if (source.message().hasContentId()) {
                write(source, images);
            }
        }
    }

    private static void write(Source source, ImageSink images) throws IOException {
        try (Fd file = source.opening().open();
                OutputStream image = images.create(imageName(source.message().getContentId()))) {
            requireUnchanged(source, FileStat.of(file));
            CarriedContent.write(file, source.message().getSize(), image);
            requireUnchanged(source, FileStat.of(file));
        }
    }

    private static void requireUnchanged(Source source, FileStat now) throws IOException {
        boolean same = now.isSameFile(source.stat())
                && now.size() == source.stat().size()
                && now.modified().equals(source.stat().modified());
        if (!same) {
            throw new IOException("The file " + source.message().getPath()
                    + " changed while it was carried, although the program was stopped; who else writes to it?");
        }
    }

    /** Nanoseconds since 1970; what does not fit (after 2262) is the largest number. */
    static long nanoseconds(Timespec time) {
        long seconds = TimeUnit.SECONDS.toNanos(time.seconds());
        return seconds == Long.MAX_VALUE || seconds == Long.MIN_VALUE ? seconds : seconds + time.nanoseconds();
    }
}
