package dev.ferry.engine.core;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.CoreEntry;
import dev.ferry.engine.image.proto.CredsEntry;
import dev.ferry.engine.image.proto.TaskCoreEntry;
import dev.ferry.linux.abi.Elf;
import dev.ferry.linux.abi.Elfcore;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.abi.Signals;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a core file tells of a process as a whole. */
final class ProcessNotes {
    private static final int TASK_STOPPED = 3;
    /** The letters of states in the kernel's order, {@code fill_psinfo} of fs/binfmt_elf.c. */
    private static final String STATES = "RSDTZW";

    /** The kernel itself allows 16 MiB, {@code CORE_FILE_NOTE_SIZE_MAX} of fs/coredump.c. */
    private static final long MAX_FILES_BYTES = 128 << 20;

    private static final int RUNNING = 0;
    private static final int STOPPED = 3;

    private final SavedProcess process;

    ProcessNotes(SavedProcess process) {
        this.process = process;
    }

    /** @param arguments the command line as it stands in memory, or the beginning of it */
    List<Note> all(byte[] arguments) throws ImageException {
        List<Note> notes = new ArrayList<>();
        notes.add(psinfo(arguments));
        // No signal has ended it: all of it is zero.
        notes.add(Note.ofCore(Elf.NT_SIGINFO, Note.zeros(Signals.SIGINFO_SIZE)));
        notes.add(auxv());
        notes.add(files());
        return notes;
    }

    private Note psinfo(byte[] arguments) {
        CoreEntry leader = process.leader();
        TaskCoreEntry task = leader.getTc();
        int state = task.getTaskState() == TASK_STOPPED ? STOPPED : RUNNING;
        CredsEntry who = leader.getThreadCore().getCreds();
        ByteBuffer info = Note.zeros(Elfcore.PRPSINFO_SIZE)
                .put(Elfcore.PSINFO_STATE, (byte) state)
                .put(Elfcore.PSINFO_SNAME, (byte) STATES.charAt(state))
                .put(Elfcore.PSINFO_NICE, (byte) leader.getThreadCore().getSchedNice())
                .putLong(Elfcore.PSINFO_FLAG, Integer.toUnsignedLong(task.getFlags()))
                .putInt(Elfcore.PSINFO_UID, who.getUid())
                .putInt(Elfcore.PSINFO_GID, who.getGid())
                .putInt(Elfcore.PSINFO_PID, process.pid())
                .putInt(Elfcore.PSINFO_PPID, process.entry().getPpid())
                .putInt(Elfcore.PSINFO_PGRP, process.entry().getPgid())
                .putInt(Elfcore.PSINFO_SID, process.entry().getSid());
        text(info, Elfcore.PSINFO_FNAME, Elfcore.FNAME_SIZE, task.getComm().getBytes(StandardCharsets.UTF_8));
        text(info, Elfcore.PSINFO_PSARGS, Elfcore.PSARGS_SIZE, spaced(arguments));
        return Note.ofCore(Elf.NT_PRPSINFO, info);
    }

    private static void text(ByteBuffer info, int offset, int room, byte[] text) {
        info.put(offset, text, 0, Math.min(text.length, room - 1));
    }

    private static byte[] spaced(byte[] arguments) {
        byte[] line = arguments.clone();
        for (int i = 0; i < line.length; i++) {
            line[i] = line[i] == 0 ? (byte) ' ' : line[i];
        }
        return line;
    }

    /** Up to its end mark; images have the whole vector of the kernel, which is longer. */
    private Note auxv() {
        List<Long> words = process.mm().getMmSavedAuxvList();
        int used = 0;
        while (used + 1 < words.size() && words.get(used) != Elf.AT_NULL) {
            used += 2;
        }
        ByteBuffer vector = Note.zeros((used + 2) * Long.BYTES);
        words.subList(0, used).forEach(vector::putLong);
        return Note.ofCore(Elf.NT_AUXV, vector);
    }

    /** The mapped files: count, page size, for each start, end and offset in pages, and then all names. */
    private Note files() throws ImageException {
        List<Area> mapped =
                process.areas().stream().filter(area -> !area.path().isEmpty()).toList();
        long characters =
                mapped.stream().mapToLong(area -> area.path().length()).sum();
        if (characters + (long) mapped.size() * Long.BYTES > MAX_FILES_BYTES) {
            throw new ImageException("Process " + process.pid() + " has " + mapped.size()
                    + " mappings of files with long names, more than this version of Ferry writes to a core file.");
        }
        byte[] names = mapped.stream()
                .map(area -> area.path() + '\0')
                .reduce(new StringBuilder(), StringBuilder::append, StringBuilder::append)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer table = Note.zeros((2 + 3 * mapped.size()) * Long.BYTES + names.length);
        table.putLong(mapped.size()).putLong(Mman.PAGE_SIZE);
        for (Area area : mapped) {
            table.putLong(area.start()).putLong(area.end()).putLong(area.fileOffset() >>> Mman.PAGE_SHIFT);
        }
        return Note.ofCore(Elf.NT_FILE, table.put(names));
    }

    /** The first bytes of the command line that a core file has room for. */
    static int argumentBytes(long start, long end) {
        return (int) Math.max(0, Math.min(end - start, Elfcore.PSARGS_SIZE));
    }
}
