package dev.ferry.app.watch;

import dev.ferry.engine.procfs.ProcessRow;

/** What is remembered of a process from one sample to the next. */
final class Watched {
    final int pid;
    final long startTicks;
    /** The sample in which it was seen last. */
    long seen;

    /** When it was read last, in nanoseconds. */
    long readAt;
    /** How many times in a row it had done nothing. */
    int unchanged;

    int parent;
    int group;
    int session;
    int tree;
    int uid;
    char state;
    int threads;
    long residentPages;
    long cpuTicks;
    double cpuShare;
    boolean kernelThread;
    String name = "";
    String user = "";
    String command = "";

    Watched(int pid, long startTicks) {
        this.pid = pid;
        this.startTicks = startTicks;
    }

    /** As the engine's checks want it. */
    ProcessRow row() {
        return new ProcessRow(pid, parent, state, name, uid, session, group, startTicks);
    }

    boolean isGone() {
        return state == 'Z' || state == 'X';
    }
}
