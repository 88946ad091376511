/**
 * System V semaphores and message queues, sysvipc(7): which of them a tree uses, and what of them goes into a checkpoint. Shared
 * memory, which is mapped, is in {@code memory}.
 */
package dev.ferry.engine.ipc;
