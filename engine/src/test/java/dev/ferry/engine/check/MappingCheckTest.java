package dev.ferry.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.procfs.Mapping;
import dev.ferry.engine.procfs.VmFlag;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MappingCheckTest {

    @ParameterizedTest
    @CsvSource({
        "/secretmem (deleted), secret-memory",
        "/[aio] (deleted), aio",
        "[uprobes], uprobes",
        "[something-new], unknown-mapping",
        "socket:[12], unknown-mapping",
        "anon_inode:[io_uring], unknown-mapping",
        "/dev/dri/card0, device-mapping",
    })
    void refusesByName(String path, String code) {
        assertThat(code(mapping(path, Set.of(), Set.of()))).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"HUGETLB,hugetlb", "IO,device-mapping", "PFNMAP,device-mapping", "SEALED,sealed-mapping"})
    void refusesByFlag(VmFlag flag, String code) {
        assertThat(code(mapping("", Set.of(flag), Set.of()))).isEqualTo(code);
    }

    @Test
    void refusesFlagsThatItDoesNotKnow() {
        assertThat(code(mapping("", Set.of(), Set.of("zz")))).isEqualTo("unknown-mapping-flag");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[heap]",
                "[stack]",
                "[anon:glibc]",
                "/usr/lib/x.so",
                "/tmp/x (deleted)",
                "/memfd:x (deleted)",
                "/dev/zero (deleted)"
            })
    void letsOrdinaryMemoryPass(String path) {
        assertThat(MappingCheck.refusal(mapping(path, Set.of(VmFlag.READ), Set.of())))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[vdso]", "[vvar]", "[vvar_vclock]", "[vsyscall]"})
    void letsTheKernelsOwnPagesPassWhateverTheirFlags(String path) {
        assertThat(MappingCheck.refusal(mapping(path, Set.of(VmFlag.IO, VmFlag.PFNMAP, VmFlag.SEALED), Set.of("zz"))))
                .isEmpty();
    }

    private static String code(Mapping mapping) {
        return MappingCheck.refusal(mapping).orElseThrow().code();
    }

    private static Mapping mapping(String path, Set<VmFlag> flags, Set<String> unknown) {
        return new Mapping(0x1000, 0x2000, true, true, false, false, 0, 0, 0, 0, path, flags, unknown);
    }
}
