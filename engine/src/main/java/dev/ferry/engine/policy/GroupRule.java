package dev.ferry.engine.policy;

/**
 * A line about a group.
 *
 * @param group its name
 * @param whose programs its members may bring
 * @param line what a message calls the line
 */
record GroupRule(String group, Whose whose, String line) {}
