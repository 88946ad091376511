/**
 * Other hosts as Ferry sees them: an address, a connection, a channel to one command there.
 *
 * <p>Nothing here names the SSH library; that is {@link dev.ferry.remote.ssh}'s business alone.
 */
package dev.ferry.remote;
