/** Hosts through SSH: the only importer of SSHJ (ciphers, keys, known_hosts, jumps, dead links). */
package dev.ferry.remote.ssh;
