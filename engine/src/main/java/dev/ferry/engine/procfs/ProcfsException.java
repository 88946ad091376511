package dev.ferry.engine.procfs;

import java.io.IOException;

/** A text of procfs that Ferry does not understand. Names the file, the line (from 1) and what is wrong with it. */
public final class ProcfsException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final int line;
    private final String problem;

    ProcfsException(String file, int line, String problem) {
        super("Cannot understand " + file + ", line " + line + ": " + problem
                + "; this kernel may be newer than this Ferry, please report it.");
        this.file = file;
        this.line = line;
        this.problem = problem;
    }

    /** The same complaint about a file whose full path is known now. */
    ProcfsException in(String path) {
        ProcfsException located = new ProcfsException(path, line, problem);
        located.initCause(this);
        return located;
    }

    /** The file's path; its bare name if the text was not read from procfs. */
    public String file() {
        return file;
    }

    /** The line, counted from 1. */
    public int line() {
        return line;
    }
}
