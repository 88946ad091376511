/**
 * Sockets: making them, asking what they are, typed options, and looking at what waits in them. Nothing here blocks except where it
 * says so. Deliberately absent: raw packet rings, multicast memberships and socket filters.
 */
package dev.ferry.linux.net;
