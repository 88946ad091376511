package dev.ferry.engine.procfs;

/**
 * An open descriptor of a task.
 *
 * @param link what it refers to as the kernel words it: a path (perhaps with {@code " (deleted)"}), {@code pipe:[17]}, ...
 */
public record OpenDescriptor(int fd, String link) {}
