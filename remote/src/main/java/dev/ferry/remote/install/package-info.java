/** Brings the headless engine to a host that has none: into its user's cache, over the SSH connection that is there. */
package dev.ferry.remote.install;
