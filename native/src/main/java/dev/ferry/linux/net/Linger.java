package dev.ferry.linux.net;

/**
 * What close(2) does with bytes that were not sent yet, {@code struct linger}.
 *
 * @param on whether close waits, or resets the connection if {@code seconds} is 0
 * @param seconds how long
 */
public record Linger(boolean on, int seconds) {}
