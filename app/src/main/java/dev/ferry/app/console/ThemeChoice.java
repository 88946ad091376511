package dev.ferry.app.console;

/** What a person wants to see. */
public enum ThemeChoice {
    /** As the desktop is. */
    DESKTOP,
    LIGHT,
    DARK
}
