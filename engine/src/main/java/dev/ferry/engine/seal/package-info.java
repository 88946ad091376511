/**
 * Checkpoint files that only some may read: they are files of <a href="https://age-encryption.org/v1">age</a>, encrypted to a passphrase,
 * to X25519 recipients or to SSH keys, so {@code age} and {@code rage} open them too. The container and X25519 are Jagged's; what it
 * has no published module for, scrypt and SSH keys, is here, on the cryptography of the JDK and of BouncyCastle.
 *
 * <p>Nothing of this is loaded unless a checkpoint is sealed.
 */
package dev.ferry.engine.seal;
