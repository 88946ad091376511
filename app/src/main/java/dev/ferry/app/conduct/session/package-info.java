/** Sessions with hosts over ssh, on this machine and in the sandbox. {@link dev.ferry.app.conduct.session.LiveHosts} opens them. */
package dev.ferry.app.conduct.session;
