package dev.ferry.engine.procfs;

/**
 * A timer made by timer_create(2), as the timers file describes it (its times are not shown there).
 *
 * @param sigValue the 64 bits of sigev_value
 * @param how what happens at expiry
 * @param toThread whether the signal goes to one thread (SIGEV_THREAD_ID), which {@code target} then names
 * @param target pid or tid that is notified
 * @param clockId negative for CPU-time clocks of a process or thread
 */
public record PosixTimer(int id, int signal, long sigValue, Notify how, boolean toThread, int target, int clockId) {

    /** What timer_create was given as sigev_notify, without its thread bit. */
    public enum Notify {
        SIGNAL,
        NONE,
        THREAD
    }
}
