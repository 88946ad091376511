/** ptrace(2): seizing threads, their registers and stops. Every call belongs to the one tracer thread. */
package dev.ferry.linux.ptrace;
