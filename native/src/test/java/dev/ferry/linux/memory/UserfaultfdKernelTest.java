package dev.ferry.linux.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Seized;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Ptrace;
import dev.ferry.linux.inject.RemoteSyscalls;
import dev.ferry.linux.process.Pidfd;
import dev.ferry.linux.process.Stub;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The kernel notes the writes of another process for us; each way of losing a page of it must be seen as one. */
class UserfaultfdKernelTest {
    private static final int PAGE = Mman.PAGE_SIZE;
    private static final int BLOCK = 2 << 20;
    private static final int MADV_DONTNEED = 4;
    private static final int MADV_HUGEPAGE = 14;

    private Stub stub;
    private RemoteSyscalls remote;
    private KernelPagemap pagemap;
    private Userfaultfd tracking;

    @BeforeEach
    void trackAStub() throws Exception {
        stub = Stub.start();
        remote = Seized.stop(stub.pid(), Ptrace.O_EXITKILL).borrow();
        pagemap = KernelPagemap.open(stub.pid());
        tracking = userfaultfd();
    }

    @AfterEach
    void killTheStub() throws Exception {
        tracking.close();
        pagemap.close();
        stub.close();
    }

    @Test
    void showsWhatWasWrittenSinceTheLastLook() throws Exception {
        long area = tracked(16 * PAGE);
        write(area, 3, 4);
        assertThat(taken(area, 16)).isEqualTo(List.of(run(area, 3, 7)));
        assertThat(taken(area, 16)).isEmpty();
        write(area, 5, 1);
        write(area, 9, 2);
        assertThat(pagemap.trackedPages(area, area + 16L * PAGE))
                .isEqualTo(new TrackedPages(
                        List.of(run(area, 3, 7), run(area, 9, 11)),
                        List.of(run(area, 5, 6), run(area, 9, 11)),
                        List.of()));
        assertThat(taken(area, 16)).isEqualTo(List.of(run(area, 5, 6), run(area, 9, 11)));
    }

    @Test
    void tellsGuardPagesApart() throws Exception {
        long area = tracked(16 * PAGE);
        write(area, 0, 16);
        long answer = remote.attempt(Nr.MADVISE, area + 4L * PAGE, 2 * PAGE, Mman.MADV_GUARD_INSTALL);
        assumeTrue(answer == 0, "This kernel has no guard pages.");
        TrackedPages pages = pagemap.trackedPages(area, area + 16L * PAGE);
        assertThat(pages.present()).containsExactly(run(area, 0, 4), run(area, 6, 16));
        assertThat(pages.guards()).containsExactly(run(area, 4, 6));
        assertThat(pagemap.guardPages(area, area + 16L * PAGE)).isEqualTo(pages.guards());
    }

    @Test
    void doesNotCountDroppedPagesAsPresent() throws Exception {
        long area = tracked(4 * BLOCK);
        write(area, 0, 4 * BLOCK / PAGE);
        assertThat(taken(area, 4 * BLOCK / PAGE)).isEqualTo(List.of(run(area, 0, 4 * BLOCK / PAGE)));
        remote.call("madvise", Nr.MADVISE, area + PAGE, 3L * BLOCK, MADV_DONTNEED);
        TrackedPages left = pagemap.trackedPages(area, area + 4L * BLOCK);
        assertThat(left.written()).isEmpty();
        assertThat(left.present())
                .isEqualTo(List.of(run(area, 0, 1), run(area, 3 * BLOCK / PAGE + 1, 4 * BLOCK / PAGE)));
        write(area, 2, 1);
        assertThat(taken(area, 4 * BLOCK / PAGE)).isEqualTo(List.of(run(area, 2, 3)));
    }

    @Test
    void showsSmallPartsOfHugePages() throws Exception {
        long area = (map(2 * BLOCK) + BLOCK - 1) & -BLOCK;
        remote.attempt(Nr.MADVISE, area, BLOCK, MADV_HUGEPAGE);
        write(area, 0, BLOCK / PAGE);
        tracking.track(area, area + BLOCK);
        assertThat(taken(area, BLOCK / PAGE)).isEqualTo(List.of(run(area, 0, BLOCK / PAGE)));
        write(area, 17, 1);
        assertThat(taken(area, BLOCK / PAGE)).isEqualTo(List.of(run(area, 17, 18)));
    }

    @Test
    void refusesWhatIsNotTracked() throws Exception {
        long area = map(4 * PAGE);
        ErrnoException refusal =
                catchThrowableOfType(ErrnoException.class, () -> pagemap.takeWritten(area, area + 4L * PAGE));
        assertThat(refusal.is(Errno.EPERM)).isTrue();
        refusal = catchThrowableOfType(ErrnoException.class, () -> pagemap.trackedPages(area, area + 4L * PAGE));
        assertThat(refusal.is(Errno.EPERM)).isTrue();
    }

    @Test
    void forgetsAMappingThatIsMoved() throws Exception {
        long area = tracked(4 * PAGE);
        write(area, 0, 4);
        taken(area, 4);
        long moved = remote.call(
                "mremap", Nr.MREMAP, area, 4 * PAGE, 4 * PAGE, Mman.MREMAP_MAYMOVE | Mman.MREMAP_FIXED, map(4 * PAGE));
        ErrnoException refusal =
                catchThrowableOfType(ErrnoException.class, () -> pagemap.takeWritten(moved, moved + 4L * PAGE));
        assertThat(refusal.is(Errno.EPERM)).isTrue();
    }

    @Test
    void canNotTrackWhatTheProgramTracksItself() throws Exception {
        long area = map(4 * PAGE);
        try (Userfaultfd theirs = userfaultfd()) {
            theirs.track(area, area + 4L * PAGE);
            ErrnoException refusal =
                    catchThrowableOfType(ErrnoException.class, () -> tracking.track(area, area + 4L * PAGE));
            assertThat(refusal.is(Errno.EBUSY)).isTrue();
        }
    }

    private Userfaultfd userfaultfd() throws IOException {
        long theirs = remote.call("userfaultfd", Nr.USERFAULTFD, Userfaultfd.FLAGS);
        try (Pidfd pidfd = Pidfd.open(stub.pid())) {
            return Userfaultfd.own(pidfd.get((int) theirs));
        }
    }

    private long tracked(int length) throws IOException {
        long area = map(length);
        tracking.track(area, area + length);
        return area;
    }

    private long map(int length) throws IOException {
        return remote.call("mmap", Nr.MMAP, 0, length, 3, Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS, -1, 0);
    }

    /** By the stub itself: the writes of others are not tracked. */
    private void write(long area, int page, int pages) throws IOException {
        for (int at = page; at < page + pages; at++) {
            remote.call("getrandom", Nr.GETRANDOM, area + (long) at * PAGE, 8, 0);
        }
    }

    private List<PageRun> taken(long area, int pages) throws IOException {
        return pagemap.takeWritten(area, area + (long) pages * PAGE);
    }

    private static PageRun run(long area, int first, int end) {
        return new PageRun(area + (long) first * PAGE, area + (long) end * PAGE);
    }
}
