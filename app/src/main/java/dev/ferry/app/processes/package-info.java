/** The left pane: the processes of one host. */
package dev.ferry.app.processes;
