package dev.ferry.engine.core;

import dev.ferry.engine.check.ThisHost;
import dev.ferry.engine.image.proto.CoreEntry;
import dev.ferry.engine.image.proto.MmEntry;
import dev.ferry.engine.image.proto.PstreeEntry;
import dev.ferry.engine.restore.CheckpointImages;
import dev.ferry.engine.restore.MappedFiles;
import dev.ferry.engine.restore.PageContents;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.stream.IncomingImage;
import dev.ferry.engine.task.DebuggerXstate;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Writes one process of a checkpoint as a core file: all threads, and memory as far as the images have it. Unchanged pages of mapped
 * files are not in images; a debugger takes them from the files, whose paths are in a note. Decision 0020.
 */
public final class CoreWriter {
    private final CheckpointImages images;

    private CoreWriter(CheckpointImages images) {
        this.images = images;
    }

    /**
     * Reads a set to its end.
     *
     * @param pid the process; the root of the tree if nothing is said
     * @param out an empty file, open for reading and writing
     */
    public static CoreReport write(ImageSource source, OptionalInt pid, FileChannel out) throws IOException {
        return new CoreWriter(CheckpointImages.read(source)).write(pid, source, out);
    }

    private CoreReport write(OptionalInt pid, ImageSource source, FileChannel out) throws IOException {
        ProcessReader reader = new ProcessReader(images);
        List<PstreeEntry> tree = reader.tree();
        PstreeEntry entry = ProcessReader.choose(tree, pid);
        Map<Integer, CoreEntry> threads = reader.threads(entry);
        MmEntry mm = reader.mm(entry.getPid());
        MappedFiles files = MappedFiles.of(images);
        // Another kernel has another one.
        Optional<byte[]> vdso = ThisHost.vdso(images.manifest().getKernel());
        CoreMemory memory = new CoreMemory(images, files, entry.getPid(), vdso);
        SavedProcess process = new SavedProcess(entry, threads, mm, memory.areas(mm), files.path(mm.getExeFileId()));
        List<Segment> segments = new ArrayList<>();
        process.areas().forEach(area -> segments.addAll(area.segments()));
        CoreFile file = new CoreFile(out, segments);
        PageContents contents = new PageContents();
        memory.connect(contents, file);
        read(contents, source);
        writeNotes(process, file);
        file.finish();
        List<Integer> others = tree.stream()
                .map(PstreeEntry::getPid)
                .filter(other -> other != entry.getPid())
                .toList();
        return new CoreReport(entry.getPid(), process.program(), threads.size(), contents.bytes(), others);
    }

    /** The rest of the set is read too: whether it is whole shows at its end. */
    private void read(PageContents contents, ImageSource source) throws IOException {
        for (Optional<IncomingImage> next = images.firstContent(); next.isPresent(); next = source.next()) {
            contents.load(next.get());
        }
        contents.requireComplete();
    }

    private static void writeNotes(SavedProcess process, CoreFile file) throws IOException {
        DebuggerXstate form = DebuggerXstate.of(process.threads().values().stream()
                .map(core -> core.getThreadInfo().getFpregs())
                .toList());
        for (Map.Entry<Integer, CoreEntry> thread : process.threads().entrySet()) {
            ThreadNotes one = new ThreadNotes(process.entry(), thread.getKey(), thread.getValue());
            file.append(one.status());
            if (thread.getKey() == process.pid()) {
                writeNotesOfAll(process, file);
            }
            for (Note note : one.vectors(form)) {
                file.append(note);
            }
        }
    }

    private static void writeNotesOfAll(SavedProcess process, CoreFile file) throws IOException {
        long start = process.mm().getMmArgStart();
        int length = ProcessNotes.argumentBytes(start, process.mm().getMmArgEnd());
        for (Note note : new ProcessNotes(process).all(file.read(start, length))) {
            file.append(note);
        }
    }
}
