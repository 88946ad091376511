/**
 * Who may bring programs to this host, and whose: the rules of {@code /etc/ferry/policy}, what they say about a tree, and how an engine
 * that was started through sudo gives up everything that the rules do not grant.
 */
package dev.ferry.engine.policy;
