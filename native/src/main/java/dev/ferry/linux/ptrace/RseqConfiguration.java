package dev.ferry.linux.ptrace;

/**
 * A thread's registration of restartable sequences, {@code struct ptrace_rseq_configuration}.
 *
 * @param address where its {@code struct rseq} is; 0 if the thread has registered none
 * @param size length of that structure in bytes
 * @param signature the abort signature
 * @param flags the flags of rseq(2)
 */
public record RseqConfiguration(long address, int size, int signature, int flags) {
    /** Whether the thread has registered one. */
    public boolean isRegistered() {
        return address != 0;
    }
}
