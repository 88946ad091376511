package dev.ferry.app.conduct.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.app.conduct.MoveOptions;
import dev.ferry.engine.carry.ExistingFilePolicy;
import dev.ferry.engine.resource.TcpPolicy;
import org.junit.jupiter.api.Test;

class MoveWordsTest {
    @Test
    void saysNothingAboutWhatIsUsual() {
        assertThat(MoveWords.check(5, MoveOptions.USUAL)).isEqualTo("send 5 --check");
    }

    @Test
    void startsTheOtherEngineAwayFromThePidOfTheProgram() {
        assertThat(MoveWords.receive(5, MoveOptions.USUAL)).isEqualTo("receive");
        MoveOptions inNamespace = MoveOptions.USUAL.inPidNamespace();
        assertThat(MoveWords.receive(5, inNamespace)).isEqualTo("receive --pid-namespace=20000");
        assertThat(MoveWords.receive(20_100, inNamespace)).isEqualTo("receive --pid-namespace=27300");
    }

    @Test
    void saysWhatAPersonHasChosen() {
        MoveOptions chosen = MoveOptions.USUAL
                .withExistingFiles(ExistingFilePolicy.OVERWRITE)
                .withTcp(TcpPolicy.CLOSE);
        assertThat(MoveWords.check(5, chosen)).isEqualTo("send 5 --check --overwrite --tcp=close");
        assertThat(MoveWords.check(5, chosen.withMaxRounds(0).withBandwidth("20M")))
                .endsWith("--tcp=close");
    }
}
