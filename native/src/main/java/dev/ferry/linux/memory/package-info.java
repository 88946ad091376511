/** The memory of other processes: reading, writing and asking which pages are there. */
package dev.ferry.linux.memory;
