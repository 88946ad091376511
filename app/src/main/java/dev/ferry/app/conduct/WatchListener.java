package dev.ferry.app.conduct;

import java.io.IOException;

/** Hears how a host is. Called on one thread of the session: answer soon. */
public interface WatchListener {
    /** The host now. */
    void sampled(Sample sample);

    /** The host is not heard any more, and this is the last call; the message is one sentence. */
    void lost(IOException why);
}
