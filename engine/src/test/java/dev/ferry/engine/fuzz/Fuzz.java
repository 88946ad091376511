package dev.ferry.engine.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Feeds one target with many inputs and sees that each is taken or refused, in bounded time and memory. */
public final class Fuzz {
    private static final long SEED = Long.getLong("ferry.fuzz.seed", 3_009_000_000L);
    private static final Duration TIME_LIMIT = Duration.ofSeconds(20);
    /** A few copies of the largest set, of a specimen with full TCP queues. */
    private static final long MEMORY_LIMIT = 192L << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Fuzz() {}

    /** Makes one input and feeds it. What it throws must be a refusal, see {@link #requireRefusal}. */
    @FunctionalInterface
    public interface Target {
        void feed(Random random) throws Exception;
    }

    /**
     * What came of the inputs.
     *
     * @param taken those that were fed to the end
     * @param refused those that ended with an exception for people
     */
    public record Tally(int taken, int refused) {}

    /** Feeds {@code usualCount} inputs, or as many as the property says. */
    public static Tally run(int usualCount, Target target) {
        int count = Integer.getInteger("ferry.fuzz.count", usualCount);
        Queue<Throwable> inOtherThreads = new ConcurrentLinkedQueue<>();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> inOtherThreads.add(thrown));
        int taken = 0;
        for (long seed = SEED; seed < SEED + count; seed++) {
            try {
                taken += feed(new Random(seed * 0x9E37_79B9_7F4A_7C15L), target) ? 1 : 0;
                require(inOtherThreads.isEmpty(), "another thread ended with " + inOtherThreads.peek());
            } catch (Throwable e) {
                throw new AssertionError(
                        "Failed with -Dferry.fuzz.seed=" + seed + " -Dferry.fuzz.count=1: " + e.getMessage(), e);
            }
        }
        return new Tally(taken, count - taken);
    }

    /** Takes one damaged set. What it throws must be a refusal, see {@link #requireRefusal}. */
    @FunctionalInterface
    public interface Tool {
        void take(ImageSet set) throws Exception;
    }

    /** Feeds the sets that these flaws make. */
    public static Tally run(List<Flaw> flaws, Tool tool) {
        int taken = 0;
        for (Flaw flaw : flaws) {
            try {
                taken += feed(new Random(SEED), unused -> tool.take(flaw.set())) ? 1 : 0;
            } catch (AssertionError e) {
                throw new AssertionError("Failed with " + flaw + ": " + e.getMessage(), e);
            }
        }
        return new Tally(taken, flaws.size() - taken);
    }

    private static boolean feed(Random random, Target target) {
        long started = System.nanoTime();
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        boolean taken = take(random, target);
        require(THREADS.getCurrentThreadAllocatedBytes() - allocated < MEMORY_LIMIT, "it took too much memory");
        require(System.nanoTime() - started < TIME_LIMIT.toNanos(), "it took too long");
        return taken;
    }

    private static boolean take(Random random, Target target) {
        try {
            target.feed(random);
            return true;
        } catch (Exception e) {
            requireRefusal(e);
            return false;
        }
    }

    /** An exception for people: ours, or an IOException with our words; never an error of Ferry or of a library. */
    public static void requireRefusal(Exception thrown) {
        boolean ours = thrown.getClass().getName().startsWith("dev.ferry.") || thrown.getClass() == IOException.class;
        boolean sentence = thrown.getMessage() != null
                && !thrown.getMessage().isBlank()
                && !thrown.getMessage().contains("Exception")
                && !thrown.getMessage().contains("made a mistake");
        if (!(thrown instanceof IOException) || !ours || !sentence) {
            throw new AssertionError("it ended with " + thrown, thrown);
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }
}
