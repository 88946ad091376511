package dev.ferry.engine.procfs;

/**
 * What a scan keeps of a process.
 *
 * @param uid owner of its directory in /proc, unsigned: the effective uid, but 0 for a process that is not dumpable
 * @param starttime clock ticks after boot; with the pid it identifies a process
 */
public record ProcessRow(int pid, int ppid, char state, String comm, int uid, int session, int pgrp, long starttime) {}
