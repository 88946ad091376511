package dev.ferry.engine.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.ItimerEntry;
import dev.ferry.engine.image.proto.PosixTimerEntry;
import dev.ferry.engine.image.proto.TaskTimersEntry;
import dev.ferry.engine.resource.StubTask;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.abi.Time;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PosixTimersKernelTest {
    private static final ItimerEntry OFF = ItimerEntry.newBuilder()
            .setIsec(0)
            .setIusec(0)
            .setVsec(0)
            .setVusec(0)
            .build();

    private static PosixTimerEntry.Builder timer(int id) {
        return PosixTimerEntry.newBuilder()
                .setItId(id)
                .setClockId(1)
                .setSiSigno(Signals.SIGUSR1)
                .setItSigevNotify(Signals.SIGEV_SIGNAL)
                .setSivalPtr(-id)
                .setOverrun(0)
                .setIsec(7)
                .setInsec(5)
                .setVsec(36_000)
                .setVnsec(0);
    }

    private static TaskTimersEntry timers(PosixTimerEntry.Builder... posix) {
        TaskTimersEntry.Builder image =
                TaskTimersEntry.newBuilder().setReal(OFF).setVirt(OFF).setProf(OFF);
        Arrays.stream(posix).forEach(image::addPosix);
        return image.build();
    }

    private static TaskTimersEntry collect(StubTask task) throws IOException {
        TaskTimersEntry.Builder image = timers().toBuilder();
        PosixTimers.collect(task.pid(), task::batch, image);
        return image.build();
    }

    private static List<PosixTimerEntry> withoutRest(TaskTimersEntry image) {
        return image.getPosixList().stream()
                .map(timer -> timer.toBuilder().setVsec(0).setVnsec(0).build())
                .toList();
    }

    @Test
    void timersSurviveTheImage() throws IOException {
        TaskTimersEntry image = timers(
                timer(3),
                timer(1_000_000_000).setItSigevNotify(Signals.SIGEV_NONE).setSiSigno(0),
                timer(2_000).setIsec(0).setInsec(0).setVsec(0),
                timer(7).setClockId(Time.OWN_PROCESS_CPUTIME));
        try (StubTask task = StubTask.start()) {
            PosixTimers.restore(task.pid(), image, tid -> task.batch(), Set.of());
            TaskTimersEntry again = collect(task);
            assertThat(withoutRest(again)).containsExactlyInAnyOrderElementsOf(withoutRest(image));
            assertThat(again.getPosixList())
                    .filteredOn(timer -> timer.getIsec() > 0)
                    .allSatisfy(timer -> assertThat(timer.getVsec()).isBetween(35_000L, 36_000L));
        }
    }

    @Test
    void idsAreCountedUpToWhereTheyCanNotBeChosen() throws IOException {
        TaskTimersEntry image = timers(timer(12_345), timer(0), timer(2));
        try (StubTask task = StubTask.start()) {
            PosixTimers.restoreByCounting(task.pid(), image, tid -> task.batch());
            assertThat(withoutRest(collect(task))).containsExactlyInAnyOrderElementsOf(withoutRest(image));
        }
    }

    @Test
    void overrunsAndRhythmAreRestored() throws IOException {
        PosixTimerEntry.Builder late = timer(1).setClockId(0).setOverrun(1_000);
        try (StubTask task = StubTask.start()) {
            PosixTimers.restore(task.pid(), timers(late.setVsec(5)), tid -> task.batch(), Set.of());
            PosixTimerEntry again = collect(task).getPosix(0);
            assertThat(again.getOverrun()).isEqualTo(1_000);
            assertThat(again.getVsec()).isBetween(0L, 5L);
        }
    }

    @Test
    void implausibleTimersAreRefused() throws IOException {
        try (StubTask task = StubTask.start()) {
            for (TaskTimersEntry image : List.of(
                    timers(timer(1), timer(1)),
                    timers(timer(-1)),
                    timers(timer(1).setVsec(-1)),
                    timers(timer(1).setInsec(1_000_000_000)),
                    timers(timer(1).setOverrun(-1)),
                    timers(timer(1).setItSigevNotify(9)))) {
                assertThatThrownBy(() -> PosixTimers.restore(task.pid(), image, tid -> task.batch(), Set.of()))
                        .isInstanceOf(ImageException.class)
                        .hasMessageContaining("timer");
            }
            assertThat(collect(task).getPosixList()).isEmpty();
        }
    }
}
