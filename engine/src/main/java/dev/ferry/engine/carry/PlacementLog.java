package dev.ferry.engine.carry;

import dev.ferry.engine.StateDirectory;
import dev.ferry.engine.procfs.NoSuchProcessException;
import dev.ferry.engine.procfs.OuterProc;
import dev.ferry.engine.procfs.SysvObject;
import dev.ferry.engine.procfs.SysvQueue;
import dev.ferry.engine.procfs.SysvSemaphores;
import dev.ferry.engine.procfs.SysvShm;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.Link;
import dev.ferry.linux.file.Rename;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process is putting on the host, written down before it is done, so that another Ferry can take it back if this one
 * is killed. One file for each process, named by its pid namespace, pid and start time; it is removed before the program that the files came
 * with may run, for from then on they are the program's.
 */
final class PlacementLog {
    private static final Logger LOG = LoggerFactory.getLogger(PlacementLog.class);
    private static final String DIRECTORY = "placed";
    /** Pid namespace, pid, start time. */
    private static final Pattern NAME = Pattern.compile("(\\d{1,12})-(\\d{1,9})-(\\d{1,18})");

    private final Path file;

    PlacementLog(Path file) {
        this.file = file;
    }

    /** The log of this process. Nothing is written before there is something to write. */
    static PlacementLog ofThisProcess() throws IOException {
        int self = OuterProc.current().outer((int) ProcessHandle.current().pid());
        String name = pidNamespace() + "-" + self + "-"
                + OuterProc.current().stat(self).starttime();
        return new PlacementLog(directory().resolve(name));
    }

    /** Whether a process is dead can only be told in its own pid namespace. */
    private static String pidNamespace() throws IOException {
        return OuterProc.current().namespace().replaceAll("[^0-9]", "");
    }

    private static Path directory() {
        return StateDirectory.ofThisUser().resolve(DIRECTORY);
    }

    /**
     * {@code name} is about to become the file that is still called {@code temporary}; if something else has that name, the
     * two change places.
     */
    void willPlace(Path directory, String name, String temporary, FileStat made, boolean replaces) throws IOException {
        append("file", directory.toString(), name, temporary, Long.toString(made.inode()), Boolean.toString(replaces));
    }

    /** {@code name} is a directory that we make. */
    void willMake(Path directory, String name) throws IOException {
        append("directory", directory.toString(), name);
    }

    /** An object of System V IPC that we have made. */
    void hasMade(SysvObject made) throws IOException {
        append("ipc", description(made));
    }

    private static String description(SysvObject made) {
        if (made instanceof SysvShm segment) {
            return "segment " + segment.id() + " " + segment.key() + " " + segment.size() + " " + segment.cuid();
        }
        if (made instanceof SysvSemaphores set) {
            return "semaphores " + set.id() + " " + set.key() + " " + set.count() + " " + set.cuid();
        }
        return "queue " + made.id() + " " + made.key() + " " + made.cuid();
    }

    private void append(String... words) throws IOException {
        StringBuilder line = new StringBuilder();
        for (String word : words) {
            line.append(URLEncoder.encode(word, StandardCharsets.UTF_8)).append(' ');
        }
        Files.createDirectories(file.getParent());
        Files.writeString(file, line.append('\n').toString(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Nothing is to be taken back any more. */
    void settle() throws IOException {
        Files.deleteIfExists(file);
    }

    String fileName() {
        return file.getFileName().toString();
    }

    /** Takes back what killed processes have put on this host and nobody uses. */
    static void takeBackOfTheDead() throws IOException {
        takeBackOfTheDead(directory());
    }

    static void takeBackOfTheDead(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> logs = Files.list(directory)) {
            for (Path log : logs.filter(PlacementLog::isOfTheDead).toList()) {
                takeBack(log);
            }
        }
    }

    private static boolean isOfTheDead(Path log) {
        Matcher name = NAME.matcher(log.getFileName().toString());
        try {
            return name.matches()
                    && name.group(1).equals(pidNamespace())
                    && !isAlive(Integer.parseInt(name.group(2)), Long.parseLong(name.group(3)));
        } catch (IOException e) {
            LOG.warn("Whether {} is still in use can not be told", log, e);
            return false;
        }
    }

    private static boolean isAlive(int pid, long starttime) throws IOException {
        try {
            return OuterProc.current().stat(pid).starttime() == starttime;
        } catch (NoSuchProcessException gone) {
            return false;
        }
    }

    private static void takeBack(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        Collections.reverse(lines);
        for (String line : lines) {
            List<String> words = Stream.of(line.strip().split(" ", -1))
                    .map(word -> URLDecoder.decode(word, StandardCharsets.UTF_8))
                    .toList();
            try {
                takeBack(words);
            } catch (IOException e) {
                LOG.warn("What a killed ferry has left behind could not be taken back: {}", line, e);
            }
        }
        Files.delete(log);
    }

    private static void takeBack(List<String> words) throws IOException {
        if (words.get(0).equals("ipc")) {
            removeIpc(words.get(1));
            return;
        }
        Path directory = Path.of(words.get(1));
        Path name = directory.resolve(words.get(2));
        if (words.get(0).equals("directory")) {
            removeIfEmpty(name);
            return;
        }
        Path temporary = directory.resolve(words.get(3));
        long inode = Long.parseLong(words.get(4));
        boolean replaced = Boolean.parseBoolean(words.get(5));
        if (is(name, inode) && replaced) {
            Rename.exchange(name.toString(), temporary.toString());
        }
        if (is(name, inode) && !replaced) {
            Link.remove(name.toString());
        }
        if (is(temporary, inode)) {
            Link.remove(temporary.toString());
        }
    }

    /** The tasks that were being restored died with the engine, so nobody is attached to a segment any more. */
    private static void removeIpc(String wanted) throws IOException {
        List<SysvObject> here = new ArrayList<>(SysvSemaphores.read());
        here.addAll(SysvQueue.read());
        SysvShm.read().stream().filter(segment -> segment.attachments() == 0).forEach(here::add);
        for (SysvObject object : here) {
            if (description(object).equals(wanted)) {
                MadeIpc.remove(object);
            }
        }
    }

    private static boolean is(Path path, long inode) throws IOException {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && FileStat.ofLink(path.toString()).inode() == inode;
    }

    private static void removeIfEmpty(Path directory) throws IOException {
        try (Stream<Path> content = Files.list(directory)) {
            if (content.findAny().isPresent()) {
                return;
            }
        }
        Link.removeDirectory(directory.toString());
    }
}
