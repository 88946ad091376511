package dev.ferry.engine.restore;

/**
 * How to restore.
 */
public record RestoreOptions() {}
