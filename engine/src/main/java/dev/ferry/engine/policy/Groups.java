package dev.ferry.engine.policy;

import java.io.IOException;
import java.util.OptionalInt;
import java.util.Set;

/** Which groups a host has, and who is in them. */
interface Groups {
    /** The number of a group; empty if there is none of that name. */
    OptionalInt number(String name) throws IOException;

    /** The numbers of all groups that the caller is in. */
    Set<Integer> of(Caller caller) throws IOException;
}
