/** System V IPC, sysvipc(7): what has a number in an IPC namespace and no descriptor. */
package dev.ferry.linux.ipc;
