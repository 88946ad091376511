package dev.ferry.engine.show;

import java.util.List;
import java.util.Optional;

/**
 * Everything that is known of a checkpoint. Members keep their names and meaning, new ones come at the end: {@code ferry show --json}
 * prints this record as it is. A text that is not known is empty, a number 0.
 *
 * @param origin who made it, where and when
 * @param bytes all images together
 * @param memoryBytes contents of memory among them
 * @param obstacle why this version of Ferry can not restore it, one sentence
 * @param tasks each parent before its children, and these right behind it
 * @param files the open files of all tasks, each once
 * @param pipes the pipes and fifos, with who holds their ends
 * @param carried files of the program that travel in the checkpoint
 * @param images in the order in which they are read
 * @param parentBytes contents of memory that it leaves to the checkpoints it builds on
 * @param parents the directories of these, the nearest first
 */
public record Checkpoint(
        Origin origin,
        long bytes,
        long memoryBytes,
        String obstacle,
        List<SavedTask> tasks,
        List<SavedFile> files,
        List<SavedPipe> pipes,
        List<CarriedPath> carried,
        List<SavedImage> images,
        long parentBytes,
        List<String> parents) {

    /** Copies. */
    public Checkpoint {
        tasks = List.copyOf(tasks);
        files = List.copyOf(files);
        pipes = List.copyOf(pipes);
        carried = List.copyOf(carried);
        images = List.copyOf(images);
        parents = List.copyOf(parents);
    }

    /**
     * Who made it.
     *
     * @param program such as {@code Ferry 0.1.0} or {@code CRIU}
     * @param host the name of the host
     * @param kernel its release
     * @param createdMs milliseconds since 1970
     * @param frozenMs how long the program stood still for it
     */
    public record Origin(String program, String host, String kernel, long createdMs, long frozenMs) {
        Origin withCreated(long when) {
            return new Origin(program, host, kernel, when, frozenMs);
        }
    }

    /** One image and its size in bytes. */
    public record SavedImage(String name, long bytes) {}

    /** A file of the program that travels along, and its size in bytes. */
    public record CarriedPath(String path, long bytes) {}

    /** The process out of which all others came. */
    public SavedTask root() {
        return tasks.get(0);
    }

    /** How many threads all tasks have. */
    public int threads() {
        return tasks.stream().mapToInt(task -> task.threads().size()).sum();
    }

    /** The open file with this id. */
    public Optional<SavedFile> file(int id) {
        return files.stream().filter(file -> file.id() == id).findFirst();
    }

    Checkpoint withCreated(long when) {
        return with(origin.withCreated(when), obstacle, parents);
    }

    Checkpoint withParents(List<String> directories) {
        return with(origin, obstacle, directories);
    }

    Checkpoint withObstacle(String sentence) {
        return with(origin, sentence, parents);
    }

    private Checkpoint with(Origin from, String sentence, List<String> directories) {
        return new Checkpoint(
                from, bytes, memoryBytes, sentence, tasks, files, pipes, carried, images, parentBytes, directories);
    }
}
