package dev.ferry.app.conduct;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What {@code ferry watch} is asked on its standard input, one to a line; its end ends the watch. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "request")
@JsonSubTypes({
    @JsonSubTypes.Type(value = WatchRequest.Processes.class, name = "processes"),
    @JsonSubTypes.Type(value = WatchRequest.Details.class, name = "details"),
    @JsonSubTypes.Type(value = WatchRequest.Look.class, name = "look"),
    @JsonSubTypes.Type(value = WatchRequest.Cancel.class, name = "cancel"),
    @JsonSubTypes.Type(value = WatchRequest.Pause.class, name = "pause"),
})
public sealed interface WatchRequest {
    /** Longer lines are not read. */
    int MAX_LINE = 4096;

    /** Whether samples have processes. At first they have none. */
    record Processes(boolean wanted) implements WatchRequest {}

    /** For a {@link WatchLine.Details}. */
    record Details(int request, int pid) implements WatchRequest {}

    /** Whether the tree with this root can be moved is to be found out, however large it is; the next samples say it. */
    record Look(int pid) implements WatchRequest {}

    /** Ends the {@code ferry send}, {@code settle} or conducted {@code dump} that is this process, as Ctrl-C would. */
    record Cancel(long engine) implements WatchRequest {}

    /** Pauses the {@code ferry send} that is this process and said it can be, or lets it go on. */
    record Pause(long engine, boolean halted) implements WatchRequest {}
}
