package dev.ferry.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.wire.proto.HostFacts;
import dev.ferry.linux.process.KernelFeature;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The comparisons that need no kernel. */
class ChecksOfThisHostTest {
    private static final HostFacts HOST = HostFacts.newBuilder()
            .setArchitecture("amd64")
            .setKernel("6.18")
            .setVdsoBytes(8192)
            .setXstateBytes(2440)
            .addCpuFlags("sse2")
            .addCpuFlags("ht")
            .build();

    private final Findings findings = new Findings();

    @Test
    void acceptsATwin() {
        HostCheck.compare(HOST, HOST, findings);
        assertThat(findings.sorted()).isEmpty();
    }

    @Test
    void refusesAnotherVdsoAndAnotherXstateAtOnce() {
        HostCheck.compare(
                HOST, HOST.toBuilder().setVdsoBytes(4096).setXstateBytes(832).build(), findings);
        assertThat(codes()).containsExactly("vdso", "xstate");
    }

    @Test
    void namesTheProcessorStateThatIsMissing() {
        HostFacts source = HOST.toBuilder().setXstateFeatures(0xe7).build();
        HostCheck.compare(source, HOST.toBuilder().setXstateFeatures(7).build(), findings);
        assertThat(findings.sorted())
                .singleElement()
                .satisfies(finding -> assertThat(finding.cause()).endsWith("has 2440, AVX-512 among them"));
    }

    @Test
    void onlyWarnsIfNothingButProtectionKeysIsMissing() {
        HostFacts source =
                HOST.toBuilder().setXstateBytes(4096).setXstateFeatures(0x207).build();
        HostCheck.compare(source, HOST.toBuilder().setXstateFeatures(7).build(), findings);
        assertThat(findings.sorted()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("xstate-pkru");
            assertThat(finding.isBlocker()).isFalse();
        });
    }

    @Test
    void isContentWithMoreProcessorStateThanTheProgramKnows() {
        HostFacts here =
                HOST.toBuilder().setXstateBytes(4096).setXstateFeatures(0x207).build();
        HostCheck.compare(HOST.toBuilder().setXstateFeatures(7).build(), here, findings);
        assertThat(codes()).containsExactly("xstate-more");
    }

    @Test
    void warnsOfAnotherVersionOfTheEngine() {
        HostCheck.compare(HOST, HOST.toBuilder().setEngineVersion("9.9").build(), findings);
        assertThat(codes()).containsExactly("engine-version");
    }

    @Test
    void namesWhatTheKernelLacks() {
        KernelCheck.missing(KernelFeature.CLONE3, findings);
        KernelCheck.look(HOST, HOST.toBuilder().setKernel("5.10").build(), findings);
        assertThat(codes()).containsExactly("kernel", "kernel-release");
    }

    @Test
    void comparesClocks() {
        ClockCheck.wall(4_000, findings);
        ClockCheck.boot(-29_000, "wait", findings);
        assertThat(codes()).isEmpty();
        ClockCheck.wall(-6_000, findings);
        ClockCheck.boot(Long.MIN_VALUE, "wait", findings);
        assertThat(codes()).containsExactlyInAnyOrder("clock", "boot-clock");
    }

    @Test
    void doesNotCompareAnXstateThatIsNotKnown() {
        HostCheck.compare(HOST, HOST.toBuilder().setXstateBytes(0).build(), findings);
        assertThat(findings.sorted()).isEmpty();
    }

    @Test
    void tellsInstructionsFromOtherFlags() {
        HostFacts source =
                HOST.toBuilder().addCpuFlags("avx2").addCpuFlags("pdpe1gb").build();
        HostCheck.compare(source, HOST, findings);
        assertThat(findings.sorted()).extracting(Finding::severity).containsExactly(Severity.BLOCKER, Severity.WARNING);
    }

    private List<String> codes() {
        return findings.sorted().stream().map(Finding::code).toList();
    }
}
