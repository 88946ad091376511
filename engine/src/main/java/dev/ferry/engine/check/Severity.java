package dev.ferry.engine.check;

/** How much a finding matters. */
public enum Severity {
    /** The tree can not be moved. */
    BLOCKER,
    /** It can be moved and may notice it. */
    WARNING,
    /** Good to know. */
    NOTE
}
