package dev.ferry.remote;

/**
 * What a person must know to decide about a host that is not in known_hosts.
 *
 * @param host as known_hosts would name it: {@code name} or {@code [name]:port}
 * @param keyType the key's type, such as {@code ssh-ed25519}
 * @param fingerprint {@code SHA256:...}, the same text that {@code ssh-keygen -l} prints
 * @param otherTypeKnown true if the host is already known, but by keys of other types: a reason to be careful
 */
public record HostKeyQuestion(String host, String keyType, String fingerprint, boolean otherTypeKnown) {}
