/**
 * ELF core files out of checkpoints (core(5)), as the kernel writes them when a program dies, for debuggers: {@link
 * dev.ferry.engine.core.CoreWriter} reads a set to its end and writes what one of its processes was. Input may come from anywhere.
 */
package dev.ferry.engine.core;
