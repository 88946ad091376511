package dev.ferry.app.conduct;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.ferry.engine.check.Finding;
import java.util.List;

/**
 * What {@code ferry send}, {@code ferry settle} and a conducted {@code dump} or {@code restore} say on their standard error, one to a
 * line; the last is an {@link End}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(value = MoveEvent.Began.class, name = "began"),
    @JsonSubTypes.Type(value = MoveEvent.InPhase.class, name = "phase"),
    @JsonSubTypes.Type(value = MoveEvent.Checked.class, name = "checked"),
    @JsonSubTypes.Type(value = MoveEvent.Paused.class, name = "paused"),
    @JsonSubTypes.Type(value = MoveEvent.Round.class, name = "round"),
    @JsonSubTypes.Type(value = MoveEvent.Sent.class, name = "sent"),
    @JsonSubTypes.Type(value = MoveEvent.Estimated.class, name = "estimated"),
    @JsonSubTypes.Type(value = MoveEvent.Said.class, name = "said"),
    @JsonSubTypes.Type(value = MoveEvent.Moved.class, name = "moved"),
    @JsonSubTypes.Type(value = MoveEvent.Answered.class, name = "answered"),
    @JsonSubTypes.Type(value = MoveEvent.Refused.class, name = "refused"),
    @JsonSubTypes.Type(value = MoveEvent.Cancelled.class, name = "cancelled"),
    @JsonSubTypes.Type(value = MoveEvent.Failed.class, name = "failed"),
    @JsonSubTypes.Type(value = MoveEvent.InDoubt.class, name = "in-doubt"),
    @JsonSubTypes.Type(value = MoveEvent.Settled.class, name = "settled"),
    @JsonSubTypes.Type(value = MoveEvent.Written.class, name = "written"),
    @JsonSubTypes.Type(value = MoveEvent.Saved.class, name = "saved"),
    @JsonSubTypes.Type(value = MoveEvent.Restored.class, name = "restored"),
})
public sealed interface MoveEvent {
    /** After it there is none. */
    sealed interface End extends MoveEvent {}

    /**
     * The engine is this process there; SIGTERM cancels.
     *
     * @param pausable whether SIGTSTP pauses it once it copies, and SIGCONT lets it go on
     */
    record Began(long engine, boolean pausable) implements MoveEvent {}

    /**
     * The name of a {@link Phase}.
     *
     * @param migrationId of the journal, from the commit on; else empty
     */
    record InPhase(String phase, String migrationId) implements MoveEvent {}

    /** Nothing stands against it. */
    record Checked(List<Finding> findings) implements MoveEvent {}

    /** Nothing is sent any more while the program runs, or it goes on. */
    record Paused(boolean halted) implements MoveEvent {}

    /** A round begins. */
    record Round(int number, long dirtyBytes) implements MoveEvent {}

    /** Bytes that were sent, over all. */
    record Sent(long bytes) implements MoveEvent {}

    /** What the downtime would be now. */
    record Estimated(long nanos) implements MoveEvent {}

    /** For a person. */
    record Said(String sentence) implements MoveEvent {}

    /** It runs there. Times are nanoseconds; see {@link MoveReport}. */
    record Moved(
            String migrationId,
            long freeze,
            long dump,
            long transfer,
            long restore,
            long commit,
            long total,
            int rounds,
            long preCopiedBytes,
            long imageBytes,
            String copyEnded,
            String leftover,
            Integer pidThere)
            implements End {}

    /** All findings of a check that moves nothing. */
    record Answered(List<Finding> findings) implements End {}

    /** A blocker stands. */
    record Refused(List<Finding> findings) implements End {}

    /** Before the commit. */
    record Cancelled() implements End {}

    /**
     * It did not work.
     *
     * @param runsOn whether the program that was to be moved was seen to go on there; null if nobody has looked
     */
    record Failed(String sentence, Boolean runsOn) implements End {}

    /** Nobody knows. */
    record InDoubt(String migrationId, String sentence) implements End {}

    /** What became of an earlier move: the outcome in the words of {@code ferry resolve}. */
    record Settled(String outcome, String sentence) implements End {}

    /** All of the checkpoint is on its way: so many bytes. If the program is to end, an answer is awaited now. */
    record Written(long bytes) implements MoveEvent {}

    /** The checkpoint is made, and the program stood still that long for it. */
    record Saved(int tasks, long memoryBytes, long stoodStill) implements End {}

    /** The program of a checkpoint runs; its root is this process. */
    record Restored(int pid) implements End {}
}
