/** Processes as such: pidfds, signals, limits, comparing what they share, starting one without a shell. */
package dev.ferry.linux.process;
