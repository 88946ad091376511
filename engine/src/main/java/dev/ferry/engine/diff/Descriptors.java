package dev.ferry.engine.diff;

import dev.ferry.engine.diff.TaskDifference.DescriptorDifference;
import dev.ferry.engine.diff.TaskDifference.Fate;
import dev.ferry.engine.show.Checkpoint;
import dev.ferry.engine.show.SavedFile;
import dev.ferry.engine.show.SavedFile.SavedSocket;
import dev.ferry.engine.show.SavedTask;
import dev.ferry.engine.show.SavedTask.SavedDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The descriptors of a process in words, to be compared. The numbers that a checkpoint gives to pipes and to open files are its own, so they
 * are left out.
 */
final class Descriptors {
    private final Map<Integer, SavedFile> files = new HashMap<>();

    private Descriptors(Checkpoint checkpoint) {
        checkpoint.files().forEach(file -> files.put(file.id(), file));
    }

    static Descriptors of(Checkpoint checkpoint) {
        return new Descriptors(checkpoint);
    }

    /** @param later those of the other checkpoint */
    List<DescriptorDifference> compare(SavedTask before, Descriptors later, SavedTask after) {
        NavigableMap<Integer, String> were = words(before);
        NavigableMap<Integer, String> are = later.words(after);
        NavigableMap<Integer, String> all = new TreeMap<>(were);
        all.putAll(are);
        List<DescriptorDifference> differences = new ArrayList<>();
        for (int fd : all.keySet()) {
            String was = were.getOrDefault(fd, "");
            String is = are.getOrDefault(fd, "");
            if (!was.equals(is)) {
                Fate fate = was.isEmpty() ? Fate.COME : is.isEmpty() ? Fate.GONE : Fate.CHANGED;
                differences.add(new DescriptorDifference(fate, fd, was, is));
            }
        }
        return differences;
    }

    private NavigableMap<Integer, String> words(SavedTask task) {
        NavigableMap<Integer, String> words = new TreeMap<>();
        task.descriptors().forEach(descriptor -> words.put(descriptor.fd(), words(descriptor)));
        return words;
    }

    private String words(SavedDescriptor descriptor) {
        SavedFile file = files.get(descriptor.file());
        if (file == null) {
            return "an open file that is not in files.img";
        }
        Stream<String> words = Stream.of(
                file.kind() + " " + name(file),
                file.access(),
                file.kind().equals("timerfd") ? "" : file.detail(),
                file.position() == 0 ? "" : "at " + Long.toUnsignedString(file.position()),
                String.join(" ", file.flags()),
                descriptor.closeOnExec() ? "close-on-exec" : "",
                file.socket() == null ? "" : words(file.socket()));
        return words.map(String::strip).filter(word -> !word.isEmpty()).collect(Collectors.joining(", "));
    }

    private static String name(SavedFile file) {
        if (file.socket() != null) {
            String remote = file.socket().remote();
            boolean isNumber = remote.startsWith("file ") || remote.startsWith("socket ");
            return file.socket().local() + (isNumber || remote.isEmpty() ? "" : " → " + remote);
        }
        return file.kind().equals("pipe") ? "" : file.name();
    }

    private static String words(SavedSocket socket) {
        return Stream.of(
                        socket.state(),
                        socket.receiveBytes() == 0 ? "" : socket.receiveBytes() + " bytes wait to be read",
                        socket.sendBytes() == 0 ? "" : socket.sendBytes() + " bytes wait to be sent")
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(", "));
    }
}
