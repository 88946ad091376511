package dev.ferry.app.conduct.session;

import dev.ferry.remote.install.InstallListener;
import java.util.function.IntConsumer;

/** Tells whole percents only, each once. */
final class Percent implements InstallListener {
    private final IntConsumer hearer;
    private int last = -1;

    Percent(IntConsumer hearer) {
        this.hearer = hearer;
    }

    @Override
    public void copied(long bytes, long total) {
        int percent = (int) (100 * bytes / total);
        if (percent != last) {
            last = percent;
            hearer.accept(percent);
        }
    }
}
