package dev.ferry.remote.install;

/** Hears how far the engine has come. */
public interface InstallListener {
    /** Hears nothing. */
    InstallListener NONE = new InstallListener() {};

    /** So many bytes of the archive have left, out of so many. */
    default void copied(long bytes, long total) {}

    /** All of it is there; the host checks and unpacks it. */
    default void unpacking() {}
}
