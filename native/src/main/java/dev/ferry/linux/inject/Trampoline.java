package dev.ferry.linux.inject;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.memory.ProcessMemory;
import dev.ferry.linux.ptrace.Reg;
import dev.ferry.linux.ptrace.Registers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Scratch memory in another process with a small piece of machine code that makes system calls from a table: many calls for
 * the price of one stop. Layout: one page of code (read, execute), then table and data (read, write).
 *
 * <p>The code, with r12 = next entry and r13 = entries left, ends after the last entry or at the first call that failed and
 * may not, and then sends itself a SIGTRAP. A breakpoint would be shorter, but see {@link RemoteSyscalls} on forced signals.
 *
 * <pre>
 * loop: test r13, r13         ; jz done
 *       mov rax, [r12]        ; mov rdi, [r12+8] ... mov r9, [r12+48]
 *       syscall
 *       mov [r12+56], rax
 *       cmp rax, -4095        ; jb next
 *       test byte [r12+64], 1 ; jz done
 * next: add r12, 72           ; dec r13 ; jmp loop
 * done: mov eax, 186 (gettid); syscall
 *       mov edi, eax          ; mov esi, 5 (SIGTRAP)
 *       mov eax, 200 (tkill)  ; syscall
 * end:  int3
 * </pre>
 */
public final class Trampoline implements AutoCloseable {
    /** Bytes of scratch memory that a trampoline takes in the other process. */
    public static final int SIZE = 1 << 18;

    private static final byte[] CODE = HexFormat.of()
            .parseHex("4d85ed" + "7442"
                    + "498b0424"
                    + "498b7c2408"
                    + "498b742410"
                    + "498b542418"
                    + "4d8b542420"
                    + "4d8b442428"
                    + "4d8b4c2430"
                    + "0f05"
                    + "4989442438"
                    + "483d01f0ffff"
                    + "7208"
                    + "41f644244001"
                    + "7409"
                    + "4983c448"
                    + "49ffcd"
                    + "ebb9"
                    + "b8ba000000" + "0f05"
                    + "89c7" + "be05000000"
                    + "b8c8000000" + "0f05"
                    + "cc");

    private static final int SYSCALL_OFFSET = 0x27;
    private static final int END_OFFSET = CODE.length - 1;

    private final RemoteSyscalls remote;
    private final ProcessMemory memory;
    private final long address;

    private Trampoline(RemoteSyscalls remote, ProcessMemory memory, long address) {
        this.remote = remote;
        this.memory = memory;
        this.address = address;
    }

    /** Maps scratch memory wherever the process has room; {@link #close} unmaps it. */
    public static Trampoline map(RemoteSyscalls remote, ProcessMemory memory) throws IOException {
        return mapAt(remote, memory, 0);
    }

    /** Maps scratch memory at exactly {@code address} (EEXIST if something is there), or anywhere if that is 0. */
    public static Trampoline mapAt(RemoteSyscalls remote, ProcessMemory memory, long address) throws IOException {
        int fixed = address == 0 ? 0 : Mman.MAP_FIXED_NOREPLACE;
        long mapped = remote.call(
                "mmap of scratch memory",
                Nr.MMAP,
                address,
                SIZE,
                Mman.PROT_READ | Mman.PROT_WRITE,
                Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS | fixed,
                -1,
                0);
        Trampoline trampoline = new Trampoline(remote, memory, mapped);
        try {
            trampoline.writeCode();
            return trampoline;
        } catch (IOException e) {
            trampoline.closeAfter(e);
            throw e;
        }
    }

    private void writeCode() throws IOException {
        memory.write(address, ByteBuffer.allocateDirect(CODE.length).put(CODE).flip());
        remote.call("mprotect of scratch code", Nr.MPROTECT, address, Mman.PAGE_SIZE, Mman.PROT_READ | Mman.PROT_EXEC);
    }

    private void closeAfter(IOException failure) {
        try {
            close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** The trampoline at {@code address} that another task has inherited from the one that mapped it. */
    public static Trampoline inherited(RemoteSyscalls remote, ProcessMemory memory, long address) {
        return new Trampoline(remote, memory, address);
    }

    /** Where its own {@code syscall} instruction is, for calls made one by one. */
    public long syscallInstruction() {
        return address + SYSCALL_OFFSET;
    }

    /** Writes the whole of {@code content} to the start of the data area, for a call made outside a batch; returns its address. */
    public long place(ByteBuffer content) throws IOException {
        if (content.capacity() > dataSize()) {
            throw new IllegalArgumentException(content.capacity() + " bytes do not fit the scratch memory");
        }
        ByteBuffer direct = ByteBuffer.allocateDirect(content.capacity());
        memory.write(dataAddress(), direct.put(content.duplicate().clear()).flip());
        return dataAddress();
    }

    /** Where {@link #place} puts things, for content that holds its own address. */
    public long placeAddress() {
        return dataAddress();
    }

    /** Where it is in the other process. */
    public long address() {
        return address;
    }

    /** A batch to be filled; only one at a time, for all use the same scratch memory. */
    public Batch batch() {
        return new Batch(this);
    }

    long dataAddress() {
        return address + Mman.PAGE_SIZE;
    }

    static int dataSize() {
        return SIZE - Mman.PAGE_SIZE;
    }

    ProcessMemory memory() {
        return memory;
    }

    int tid() {
        return remote.tracee().tid();
    }

    RemoteSyscalls remote() {
        return remote;
    }

    /** Runs {@code count} entries from the start of the data area; returns how many were not reached or failed. */
    int run(int count) throws IOException {
        Registers start = remote.savedRegisters()
                .with(Reg.RIP, address)
                .with(Reg.R12, dataAddress())
                .with(Reg.R13, count)
                .with(Reg.ORIG_RAX, -1);
        return (int) remote.runToTrap(start, address + END_OFFSET).get(Reg.R13);
    }

    /** Unmaps the scratch memory. */
    @Override
    public void close() throws ErrnoException, IOException {
        remote.call("munmap of scratch memory", Nr.MUNMAP, address, SIZE);
    }
}
