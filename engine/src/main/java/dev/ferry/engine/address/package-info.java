/** Addresses of this host that move along with a tree whose TCP connections are kept. Knows nothing of trees. */
package dev.ferry.engine.address;
