package dev.ferry.engine.procfs;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The two-letter codes of the VmFlags line in smaps, named after the kernel's VM_ bits ({@code fs/proc/task_mmu.c}). */
public enum VmFlag {
    READ("rd"),
    WRITE("wr"),
    EXEC("ex"),
    SHARED("sh"),
    MAYREAD("mr"),
    MAYWRITE("mw"),
    MAYEXEC("me"),
    MAYSHARE("ms"),
    GROWSDOWN("gd"),
    PFNMAP("pf"),
    LOCKED("lo"),
    LOCKONFAULT("lf"),
    IO("io"),
    SEQ_READ("sr"),
    RAND_READ("rr"),
    DONTCOPY("dc"),
    DONTEXPAND("de"),
    ACCOUNT("ac"),
    NORESERVE("nr"),
    HUGETLB("ht"),
    SYNC("sf"),
    ARCH_1("ar"),
    WIPEONFORK("wf"),
    DONTDUMP("dd"),
    ARM64_BTI("bt"),
    SOFTDIRTY("sd"),
    MIXEDMAP("mm"),
    HUGEPAGE("hg"),
    NOHUGEPAGE("nh"),
    MERGEABLE("mg"),
    UFFD_MISSING("um"),
    UFFD_WP("uw"),
    UFFD_MINOR("ui"),
    MTE("mt"),
    SHADOW_STACK("ss"),
    DROPPABLE("dp"),
    MAYBE_GUARD("gu"),
    SEALED("sl");

    private static final Map<String, VmFlag> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(VmFlag::code, Function.identity()));

    private final String code;

    VmFlag(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }

    /** The flag with this code; empty if this Ferry does not know it. */
    public static Optional<VmFlag> ofCode(String code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }
}
