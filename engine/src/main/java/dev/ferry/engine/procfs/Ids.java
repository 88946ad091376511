package dev.ferry.engine.procfs;

/** The four user or group ids of a task, as unsigned 32-bit numbers. See credentials(7). */
public record Ids(int real, int effective, int saved, int fs) {}
