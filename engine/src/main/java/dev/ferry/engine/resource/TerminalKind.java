package dev.ferry.engine.resource;

import com.google.auto.service.AutoService;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.linux.Fd;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Terminals, which this version of Ferry recognises and refuses. */
@AutoService(FileKind.class)
public final class TerminalKind implements FileKind {
    /** Major numbers: consoles and serial lines 4, /dev/tty and /dev/ptmx 5, pseudoterminals 136 to 143. */
    private static IntStream majors() {
        return IntStream.concat(IntStream.of(4, 5), IntStream.rangeClosed(136, 143));
    }

    @Override
    public Set<FileSignature> signatures() {
        return majors().mapToObj(FileSignature::charDevice).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Optional<String> refusal(OpenFile file, TreeFiles tree) {
        return Optional.of(RegFile.name(file) + " is a terminal, which can not move yet; start the program with "
                + "\"setsid nohup PROGRAM </dev/null >FILE 2>&1\".");
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        throw new IllegalStateException(file.describe() + " was refused");
    }

    @Override
    public boolean restores(FileEntry entry) {
        return entry.getType() == FdTypes.TTY;
    }

    @Override
    public Fd create(FileEntry entry, RestoreContext context) throws ImageException {
        throw new ImageException("The open file " + Integer.toUnsignedString(entry.getId())
                + " in files.img is a terminal, which this version of Ferry can not restore.");
    }
}
