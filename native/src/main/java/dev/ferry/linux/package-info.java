/**
 * The kernel as Java values: file descriptors, errno, and what is needed to name them. Everything below
 * {@code dev.ferry.linux} talks to Linux on x86_64 and knows nothing about checkpoints. Deliberately absent: 32-bit tasks,
 * other architectures, and any libc call that is more than its system call.
 */
package dev.ferry.linux;
