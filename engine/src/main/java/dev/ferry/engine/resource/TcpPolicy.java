package dev.ferry.engine.resource;

/** What becomes of TCP connections whose other end is not in the tree. */
public enum TcpPolicy {
    /** A tree that has one is not moved. */
    REFUSE,
    /** They end: the program finds them reset where it goes on, and so does whoever is at the other end. */
    CLOSE,
    /** They go on: the addresses that they have on this host move along with the tree. */
    KEEP
}
