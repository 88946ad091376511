/**
 * Hosts to test with: each one a sandbox with an OpenSSH server, joined by a network of their own. Start with
 * {@link dev.ferry.testhost.TestHosts}.
 */
package dev.ferry.testhost;
