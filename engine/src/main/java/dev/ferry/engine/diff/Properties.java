package dev.ferry.engine.diff;

import dev.ferry.engine.diff.TaskDifference.Change;
import dev.ferry.engine.show.SavedTask;
import dev.ferry.engine.show.SavedTask.SavedCredentials;
import dev.ferry.engine.show.SavedTask.SavedThread;
import dev.ferry.engine.show.SavedTask.SavedTimer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a process is besides its memory and its descriptors, and what its threads are. Times that only pass are no change. */
final class Properties {
    private static final Map<String, Function<SavedTask, String>> OF_TASK = new LinkedHashMap<>();
    private static final Map<String, Function<SavedThread, String>> OF_THREAD = new LinkedHashMap<>();

    static {
        OF_TASK.put("state", SavedTask::state);
        OF_TASK.put("exit status", task -> Integer.toString(task.exitStatus()));
        OF_TASK.put("parent", task -> Integer.toString(task.ppid()));
        OF_TASK.put("process group", task -> Integer.toString(task.pgid()));
        OF_TASK.put("session", task -> Integer.toString(task.sid()));
        OF_TASK.put("name", SavedTask::name);
        OF_TASK.put("command line", task -> String.join(" ", task.arguments()));
        OF_TASK.put("program", SavedTask::executable);
        OF_TASK.put("directory", SavedTask::directory);
        OF_TASK.put("root directory", SavedTask::root);
        OF_TASK.put("umask", SavedTask::umask);
        OF_TASK.put("credentials", task -> credentials(task.credentials()));
        OF_TASK.put("capabilities", task -> capabilities(task.credentials()));
        OF_TASK.put("seccomp", SavedTask::seccomp);
        OF_TASK.put("oom_score_adj", task -> Integer.toString(task.oomScoreAdj()));
        OF_TASK.put("handled signals", task -> words(task.signals().handled()));
        OF_TASK.put("ignored signals", task -> words(task.signals().ignored()));
        OF_TASK.put("pending signals", task -> words(task.signals().pending()));
        OF_TASK.put("timers", task -> timers(task.timers()));
        OF_THREAD.put("name", SavedThread::name);
        OF_THREAD.put("scheduling", thread -> thread.policy() + " " + thread.priority());
        OF_THREAD.put("blocked signals", thread -> words(thread.blocked()));
        OF_THREAD.put("pending signals", thread -> words(thread.pending()));
    }

    private Properties() {}

    static List<Change> compare(SavedTask before, SavedTask after) {
        List<Change> changes = new ArrayList<>();
        compare("", OF_TASK, before, after, changes);
        for (SavedThread thread : after.threads()) {
            Optional<SavedThread> known = before.threads().stream()
                    .filter(other -> other.tid() == thread.tid())
                    .findFirst();
            known.ifPresent(other -> compare("thread " + thread.tid() + " ", OF_THREAD, other, thread, changes));
        }
        return changes;
    }

    private static <T> void compare(
            String prefix, Map<String, Function<T, String>> properties, T before, T after, List<Change> changes) {
        properties.forEach((what, value) -> {
            String was = value.apply(before);
            String is = value.apply(after);
            if (!was.equals(is)) {
                changes.add(new Change(prefix + what, was, is));
            }
        });
    }

    private static String credentials(SavedCredentials who) {
        if (who == null) {
            return "";
        }
        return "user " + who.uid() + "/" + who.euid() + "/" + who.suid() + " group " + who.gid() + "/" + who.egid()
                + "/"
                + who.sgid() + (who.groups().isEmpty() ? "" : " also " + words(who.groups()))
                + (who.noNewPrivs() ? " no_new_privs" : "");
    }

    private static String capabilities(SavedCredentials who) {
        return who == null ? "" : words(who.capabilities());
    }

    private static String timers(List<SavedTimer> timers) {
        return timers.stream()
                .map(timer -> timer.kind() + " " + timer.signal() + (timer.nextNs() == 0 ? " not armed" : " armed"))
                .collect(Collectors.joining(", "));
    }

    private static String words(List<?> words) {
        return words.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
