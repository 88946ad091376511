package dev.ferry.app.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** A value that a view follows. All of it belongs to one thread, the one that draws. */
public final class Observed<T> {
    private final List<Consumer<? super T>> listeners = new ArrayList<>();
    private T value;

    /** Starts with this value. */
    public Observed(T value) {
        this.value = value;
    }

    /** The value now. */
    public T get() {
        return value;
    }

    /** Tells every listener, if it is another value than before. */
    public void set(T next) {
        if (!Objects.equals(value, next)) {
            value = next;
            List.copyOf(listeners).forEach(listener -> listener.accept(next));
        }
    }

    /** Hears the value now, and each that comes later. */
    public void follow(Consumer<? super T> listener) {
        listeners.add(listener);
        listener.accept(value);
    }

    /** Ends what {@link #follow} began. */
    public void leave(Consumer<? super T> listener) {
        listeners.remove(listener);
    }
}
