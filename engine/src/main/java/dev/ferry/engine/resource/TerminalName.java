package dev.ferry.engine.resource;

import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.RegFileEntry;
import dev.ferry.engine.resource.TerminalEnd.Role;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.file.FileStat;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The second entry of an open terminal in the files image, which says under which path it is found. CRIU opens it by that; Ferry goes
 * by the number, for the path may be somebody else's here.
 */
public final class TerminalName {
    private static final String MULTIPLEXER = "/ptmx";

    private TerminalName() {}

    /** Adds the entry of {@code file}; returns its number. */
    static int dump(OpenFile file, TerminalEnd end, DumpContext context) throws IOException {
        RegFileEntry.Builder name =
                RegFile.entry(file, path(file, end)).setId(context.newId()).setPos(0);
        Optional<FileStat> there = stat(name.getName());
        // CRIU gives the terminal this mode; that of /dev/tty would be everybody's.
        if (there.isPresent()) {
            name.setMode(there.get().mode());
        } else {
            name.clearMode();
        }
        context.companion(RegFile.wrap(name.build()));
        return name.getId();
    }

    private static String path(OpenFile file, TerminalEnd end) {
        if (end.role() == Role.MASTER) {
            return file.link().endsWith(MULTIPLEXER) ? file.link() : "/dev" + MULTIPLEXER;
        }
        return "/dev/pts/" + end.index();
    }

    private static Optional<FileStat> stat(String path) throws ErrnoException {
        try {
            return Optional.of(FileStat.ofLink(path));
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The numbers of the entries that are only the names of terminals: nothing is to be opened for them. */
    public static Set<Integer> numbers(Collection<FileEntry> entries) {
        Set<Integer> named = entries.stream()
                .filter(entry ->
                        entry.getType() == FdTypes.TTY && entry.getTty().hasRegfId())
                .map(entry -> entry.getTty().getRegfId())
                .collect(Collectors.toSet());
        return entries.stream()
                .filter(entry -> entry.getType() == FdTypes.REG && named.contains(entry.getId()))
                .map(FileEntry::getId)
                .collect(Collectors.toSet());
    }
}
