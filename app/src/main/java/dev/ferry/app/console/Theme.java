package dev.ferry.app.console;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import javafx.application.Application;

/** Light or dark. */
enum Theme {
    LIGHT,
    DARK;

    void apply() {
        Application.setUserAgentStylesheet(
                (this == LIGHT ? new PrimerLight() : new PrimerDark()).getUserAgentStylesheet());
    }
}
