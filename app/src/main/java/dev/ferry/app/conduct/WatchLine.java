package dev.ferry.app.conduct;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** What {@code ferry watch} says on its standard output, one to a line: first Hello, then Sampled, and answers between them. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "line")
@JsonSubTypes({
    @JsonSubTypes.Type(value = WatchLine.Hello.class, name = "hello"),
    @JsonSubTypes.Type(value = WatchLine.Sampled.class, name = "sampled"),
    @JsonSubTypes.Type(value = WatchLine.Details.class, name = "details"),
    @JsonSubTypes.Type(value = WatchLine.Failed.class, name = "failed"),
})
public sealed interface WatchLine {
    /**
     * Who speaks.
     *
     * @param passport what a program notices of the host, for {@link dev.ferry.engine.check.HostPassport}
     */
    record Hello(HostProfile profile, String passport) implements WatchLine {}

    /**
     * What is different since the last one.
     *
     * @param born processes that are new, or of which more has changed than figures
     */
    record Sampled(HostLoad load, List<ProcessLine> born, List<ProcessChange> changed, List<Integer> gone)
            implements WatchLine {}

    /** An answer to the request with this number. */
    record Details(int request, ProcessDetails details) implements WatchLine {}

    /** Another answer. */
    record Failed(int request, String sentence) implements WatchLine {}
}
