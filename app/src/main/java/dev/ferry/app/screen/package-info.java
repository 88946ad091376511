/** What all screens of the console share and no toolkit is needed for: values that can be watched, texts, figures. */
package dev.ferry.app.screen;
