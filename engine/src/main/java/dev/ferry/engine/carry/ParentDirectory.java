package dev.ferry.engine.carry;

import dev.ferry.engine.image.ImageException;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Fcntl;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.Link;
import dev.ferry.linux.file.Mkdir;
import dev.ferry.linux.file.Open;
import dev.ferry.linux.file.Owner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The directory of a carried file, held open: whatever happens to its path, names in it stay names in it. */
record ParentDirectory(Fd directory) implements AutoCloseable {
    private static final int PERMISSIONS = 0755;
    private static final int FLAGS = Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_NONBLOCK;

    /**
     * Opens the directory of {@code path} and makes what is missing of it; {@code made} learns of each new directory.
     *
     * @throws ImageException if links lead to where no file may be put
     */
    static ParentDirectory open(CarriedPath path, Making made) throws IOException {
        try {
            Fd directory = Open.within(path.parent(), FLAGS, 0, Fcntl.RESOLVE_NO_MAGICLINKS);
            return new ParentDirectory(directory).requireAllowed(path);
        } catch (ErrnoException e) {
            if (!e.is(Errno.ENOENT)) {
                throw e;
            }
            return make(path.parentPath(), made);
        }
    }

    /** Opens a directory that is there, wherever it is. */
    static ParentDirectory of(Path directory) throws IOException {
        return new ParentDirectory(Open.path(directory.toString(), FLAGS));
    }

    private static ParentDirectory make(CarriedPath path, Making made) throws IOException {
        ParentDirectory above = open(path, made);
        try {
            Mkdir.path(above.pathOf(path.name()), PERMISSIONS);
            made.made(new MadeDirectory(above, path.name()));
        } catch (IOException e) {
            above.close();
            throw e;
        }
        int resolve = Fcntl.RESOLVE_BENEATH | Fcntl.RESOLVE_NO_SYMLINKS;
        Fd directory = Open.within(above.directory, path.name(), FLAGS, 0, resolve);
        // Not less the umask: the program's user has to get through.
        Owner.permit(directory, PERMISSIONS);
        return new ParentDirectory(directory);
    }

    private ParentDirectory requireAllowed(CarriedPath path) throws IOException {
        String real = Link.read(pathOf(directory));
        if (!CarriedPath.isAllowed(real + "/" + path.name())) {
            close();
            throw new ImageException("The carried file " + path + " would get into " + real
                    + " through links on this host; Ferry puts no files there.");
        }
        return this;
    }

    /** Learns of each directory that was missing. */
    interface Making {
        void made(MadeDirectory directory) throws IOException;
    }

    /** Where it is. */
    Path path() throws IOException {
        return Path.of(Link.read(pathOf(directory)));
    }

    /** A path that leads to {@code name} in this very directory. */
    String pathOf(String name) {
        return pathOf(directory) + "/" + name;
    }

    private static String pathOf(Fd directory) {
        return "/proc/self/fd/" + directory.number();
    }

    /** What is there under {@code name}; links are not followed. */
    Optional<FileStat> stat(String name) throws ErrnoException {
        try {
            return Optional.of(FileStat.at(directory, name));
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public void close() {
        directory.close();
    }
}
