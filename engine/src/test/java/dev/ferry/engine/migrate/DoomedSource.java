package dev.ferry.engine.migrate;

import dev.ferry.linux.ptrace.TracerThread;
import java.io.IOException;
import java.nio.file.Path;

/** A source engine that goes a part of the way to the commit, and then waits to be killed. */
final class DoomedSource {
    private DoomedSource() {}

    /**
     * Freezes a tree, goes on and waits.
     *
     * @param words the journal; the id of the migration; the pid; how far: {@code frozen}, {@code kept}, {@code journalled} or {@code
     *     dismissed}
     */
    public static void main(String[] words) throws IOException {
        Journal journal = Journal.in(Path.of(words[0]));
        try (TracerThread tracer = new TracerThread()) {
            LiveSourceTree tree = new LiveSourceTree(Integer.parseInt(words[2]), tracer);
            SourceBook book =
                    SourceBook.open(journal, tree, JournalEntry.first(words[1], true, JournalState.STARTED, "web2"));
            go(book, tree.freeze(), words[3]);
            System.out.write('p');
            System.out.flush();
            System.in.readAllBytes();
        }
    }

    private static void go(SourceBook book, SourceTree.Frozen frozen, String far) throws IOException {
        book.aboutToCommit(frozen);
        if (far.equals("frozen")) {
            return;
        }
        book.keepStopped(frozen);
        if (far.equals("kept")) {
            return;
        }
        if (far.equals("dismissed")) {
            book.dismissWatch();
        }
    }
}
