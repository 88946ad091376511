package dev.ferry.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.ferry.engine.wire.proto.TaskFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import dev.ferry.linux.process.Affinity;
import org.junit.jupiter.api.Test;

class AffinityCheckTest {
    private static final Affinity FOUR_CPUS = new Affinity(new byte[] {0xf});

    private final Findings findings = new Findings();

    private void look(int... cpus) {
        TaskFacts.Builder task = TaskFacts.newBuilder().setPid(812).setComm("x");
        for (int set : cpus) {
            task.addCpus(ByteString.copyFrom(new byte[] {(byte) set}));
        }
        AffinityCheck.look(TreeFacts.newBuilder().addTasks(task).build(), FOUR_CPUS, findings);
    }

    @Test
    void saysNothingAboutCpusThatAreThereNorAboutAnOlderEngineThatTellsNone() {
        look(0b0001, 0b1010);
        look();
        assertThat(findings.sorted()).isEmpty();
    }

    @Test
    void namesTheCpusOfBothAndWhereItWillRun() {
        look(0b110010, 0b100000);
        assertThat(findings.sorted())
                .extracting(Finding::sentence)
                .anySatisfy(sentence ->
                        assertThat(sentence).contains("Process 812 (x)", "CPUs 1,4-5", "has CPUs 0-3", "run on CPUs 1"))
                .anySatisfy(sentence -> assertThat(sentence).contains("CPUs 5", "run on any of them"));
    }
}
