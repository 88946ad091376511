/**
 * Open files, one class per system call family: what the kernel says about a descriptor, and the calls that make such a
 * descriptor again. Flags are the kernel's own bits from {@code dev.ferry.linux.abi}. Methods that look at a descriptor which is
 * shared with another process leave nothing changed behind; those which move or change the shared open file say so.
 * Deliberately absent: asynchronous I/O, fanotify, file leases and record locks.
 */
package dev.ferry.linux.file;
