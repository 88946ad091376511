package dev.ferry.engine.restore;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.MmEntry;
import dev.ferry.engine.image.proto.TaskCoreEntry;
import dev.ferry.engine.task.LoginUid;
import dev.ferry.engine.task.PendingSignals;
import dev.ferry.engine.task.PosixTimers;
import dev.ferry.engine.task.Registrations;
import dev.ferry.engine.task.SignalHandlers;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Fcntl;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Prctl;
import dev.ferry.linux.file.Open;
import dev.ferry.linux.inject.Batch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a task has as a whole: the layout of its address space, its executable, working directory, signal handlers. */
final class TaskStage {
    /** {@code struct prctl_mm_map}: eleven addresses, the auxiliary vector, its size, the descriptor of the executable. */
    private static final int MM_MAP_SIZE = 104;

    /** More words than an auxiliary vector has. */
    private static final int MAX_AUXV = 256;

    private static final int OOM_SCORE_ADJ_MAX = 1000;
    private static final Logger LOG = LoggerFactory.getLogger(TaskStage.class);

    private final FileStage files;

    TaskStage(FileStage files) {
        this.files = files;
    }

    /** To be called when the memory is mapped and before the descriptors are there. */
    void restore(RestoringTask task) throws IOException {
        TaskCoreEntry core = task.plan().leader().getTc();
        try (Borrowed borrowed = Borrowed.by(task)) {
            Batch batch = task.batch();
            Fd executable = files.created(task.plan().mm().getExeFileId()).orElseThrow();
            int number = borrowed.lend(batch, executable);
            long map = batch.data(mmMap(batch, task.plan().mm(), number));
            batch.add("prctl(SET_MM_MAP)", Nr.PRCTL, Prctl.SET_MM, Prctl.SET_MM_MAP, map, MM_MAP_SIZE, 0);
            batch.add("close", Nr.CLOSE, number);
            int directory = borrowed.lend(
                    batch, files.created(task.plan().fs().getCwdId()).orElseThrow());
            batch.add("fchdir", Nr.FCHDIR, directory);
            batch.add("close", Nr.CLOSE, directory);
            batch.add("umask", Nr.UMASK, task.plan().fs().getUmask());
            batch.add("personality", Nr.PERSONALITY, Integer.toUnsignedLong(core.getPersonality()));
            if (core.getChildSubreaper()) {
                batch.add("prctl(SET_CHILD_SUBREAPER)", Nr.PRCTL, Prctl.SET_CHILD_SUBREAPER, 1, 0, 0, 0);
            }
            if (task.plan().mm().getThpDisabled()) {
                batch.add("prctl(SET_THP_DISABLE)", Nr.PRCTL, Prctl.SET_THP_DISABLE, 1, 0, 0, 0);
            }
            logIn(task.pid(), core, batch, borrowed);
            Registrations.restore(batch, core);
            SignalHandlers.restore(batch, core);
            PendingSignals.restoreShared(
                    batch, task.pid(), core.getSignalsS(), PosixTimers.sendingAgain(core.getTimers()));
            batch.run();
        }
        restoreFromOutside(task, core);
    }

    /** Nobody else may write it. Where audit does not let it be changed, the user of this engine counts as the one who has logged in. */
    private static void logIn(int pid, TaskCoreEntry core, Batch batch, Borrowed borrowed) throws IOException {
        Optional<String> user = LoginUid.missing(pid, core);
        if (user.isPresent()) {
            byte[] text = user.get().getBytes(StandardCharsets.US_ASCII);
            try (Fd file = Open.path(LoginUid.file(pid).toString(), Fcntl.O_WRONLY)) {
                int number = borrowed.lend(batch, file);
                batch.addMayFail("write[loginuid]", Nr.WRITE, number, batch.data(text), text.length);
                batch.add("close", Nr.CLOSE, number);
                batch.runAndClear();
            }
        }
    }

    private static void restoreFromOutside(RestoringTask task, TaskCoreEntry core) throws IOException {
        Path adjustment = Path.of("/proc", Integer.toString(task.pid()), "oom_score_adj");
        int wanted = core.getOomScoreAdj();
        if (wanted < -OOM_SCORE_ADJ_MAX || wanted > OOM_SCORE_ADJ_MAX) {
            throw new ImageException("A core image has the OOM score adjustment " + wanted
                    + ", which no kernel gives; dump the program again.");
        }
        String text = Integer.toString(wanted);
        if (core.hasOomScoreAdj() && !Files.readString(adjustment).strip().equals(text)) {
            adjust(task, adjustment, text);
        }
    }

    /** To lower it takes a privilege; the preflight has warned, and the program does not depend on it. */
    private static void adjust(RestoringTask task, Path adjustment, String wanted) {
        try {
            Files.writeString(adjustment, wanted);
        } catch (IOException e) {
            LOG.warn(
                    "Process {} had the OOM score adjustment {}, which can not be set on this host ({}); "
                            + "run Ferry with CAP_SYS_RESOURCE.",
                    task.pid(),
                    wanted,
                    e.getMessage());
        }
    }

    private static byte[] mmMap(Batch batch, MmEntry mm, int executable) throws ImageException {
        if (mm.getMmSavedAuxvCount() > MAX_AUXV) {
            throw new ImageException("An mm image has an auxiliary vector of " + mm.getMmSavedAuxvCount()
                    + " words, more than the kernel makes; dump the program again.");
        }
        byte[] auxv = longs(mm.getMmSavedAuxvList());
        ByteBuffer map = ByteBuffer.allocate(MM_MAP_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        map.putLong(mm.getMmStartCode())
                .putLong(mm.getMmEndCode())
                .putLong(mm.getMmStartData())
                .putLong(mm.getMmEndData())
                .putLong(mm.getMmStartBrk())
                .putLong(mm.getMmBrk())
                .putLong(mm.getMmStartStack())
                .putLong(mm.getMmArgStart())
                .putLong(mm.getMmArgEnd())
                .putLong(mm.getMmEnvStart())
                .putLong(mm.getMmEnvEnd())
                .putLong(batch.data(auxv))
                .putInt(auxv.length)
                .putInt(executable);
        return map.array();
    }

    private static byte[] longs(List<Long> values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.size() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        values.forEach(bytes::putLong);
        return bytes.array();
    }
}
