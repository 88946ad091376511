package dev.ferry.engine.restore;

import dev.ferry.engine.image.proto.IpcDescEntry;
import dev.ferry.engine.image.proto.SemaphoreUse;
import dev.ferry.engine.ipc.IpcIds;
import dev.ferry.engine.ipc.SavedSemaphores;
import dev.ferry.engine.procfs.SysvSemaphores;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Ipc;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.inject.Batch;
import dev.ferry.linux.ipc.SemaphoreSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/** Makes System V semaphores with the numbers, keys and values that the program knows, and lets tasks be their last users again. */
final class SemaphoreStage {

    private final IpcPlan plan;

    SemaphoreStage(IpcPlan plan) {
        this.plan = plan;
    }

    /** Makes all sets. On the tracer thread. */
    void create(ContentStage contents) throws IOException {
        for (SavedSemaphores set : plan.sets()) {
            IpcDescEntry desc = set.entry().getDesc();
            new Maker(desc, set.entry().getNsems()).create();
            contents.adopt(SysvSemaphores.find(desc.getId()).orElseThrow());
            SemaphoreSet made = new SemaphoreSet(desc.getId());
            made.setValues(shorts(set.values()));
            made.change(desc.getUid(), desc.getGid(), desc.getMode() & IpcIds.PERMISSIONS);
        }
    }

    private static short[] shorts(List<Integer> values) {
        short[] shorts = new short[values.size()];
        for (int index = 0; index < shorts.length; index++) {
            shorts[index] = values.get(index).shortValue();
        }
        return shorts;
    }

    /** Lets tasks do what leaves the values as they are: by it the kernel, and the next move, know whose the semaphores are. */
    void use(Users users) throws IOException {
        for (SavedSemaphores set : plan.sets()) {
            SemaphoreUse use = plan.useOf(set);
            for (Map.Entry<RestoringTask, List<Integer>> user :
                    users.ofSemaphores(use, set.values().size()).entrySet()) {
                Batch batch = user.getKey().batch();
                for (int index : user.getValue()) {
                    if (!batch.hasRoom(1, 2 * Ipc.SIZEOF_SEMBUF)) {
                        batch.runAndClear();
                    }
                    use(batch, set, index, use.getOperated());
                }
                batch.run();
            }
        }
    }

    private static void use(Batch batch, SavedSemaphores set, int index, boolean operated) {
        int id = set.entry().getDesc().getId();
        int value = set.values().get(index);
        if (operated) {
            int first = value < Short.MAX_VALUE ? 1 : -1;
            batch.add("semop", Nr.SEMOP, id, batch.data(upAndDown(index, first)), 2);
        } else {
            batch.add("semctl(SETVAL)", Nr.SEMCTL, id, index, Ipc.SETVAL, value);
        }
    }

    private static byte[] upAndDown(int index, int first) {
        ByteBuffer operations = ByteBuffer.allocate(2 * Ipc.SIZEOF_SEMBUF).order(ByteOrder.LITTLE_ENDIAN);
        for (int operation : new int[] {first, -first}) {
            operations.putShort((short) index).putShort((short) operation).putShort((short) Ipc.IPC_NOWAIT);
        }
        return operations.array();
    }

    /** Makes one set. */
    private static final class Maker extends IpcMaker {
        private final int count;

        Maker(IpcDescEntry desc, int count) {
            super(desc, SysvSemaphores.name(desc.getId(), desc.getKey()), "-s", "kernel.sem");
            this.count = count;
        }

        @Override
        void wishForId(int id) throws IOException {
            SemaphoreSet.wishForId(id);
        }

        @Override
        void forgetWish() throws ErrnoException {
            SemaphoreSet.forgetWish();
        }

        @Override
        int make(Caller caller, int key, int flags) throws IOException {
            return (int) caller.call("semget", Nr.SEMGET, key, count, flags);
        }

        @Override
        void remove(int id) throws ErrnoException {
            new SemaphoreSet(id).remove();
        }
    }
}
