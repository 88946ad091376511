package dev.ferry.engine.carry;

import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.Link;
import dev.ferry.linux.file.Rename;
import java.io.IOException;
import java.util.Optional;

/**
 * A carried file under its name.
 *
 * @param parent ours to close
 * @param name where it is now
 * @param aside the name, in the same directory, of what it has replaced; empty if nothing was there
 * @param placed tells it from what others may put there later
 */
record PlacedFile(ParentDirectory parent, String name, Optional<String> aside, FileStat placed) implements Step {
    @Override
    public void undo() throws IOException {
        try (parent) {
            boolean ours =
                    parent.stat(name).filter(now -> now.isSameFile(placed)).isPresent();
            if (aside.isEmpty()) {
                removeIf(ours, name);
                return;
            }
            if (!ours) {
                throw new IOException(
                        "Somebody changed " + name + " since Ferry put it there; what was there before is "
                                + "kept in the same directory as " + aside.get() + ".");
            }
            Rename.exchange(parent.pathOf(name), parent.pathOf(aside.get()));
            Link.remove(parent.pathOf(aside.get()));
        }
    }

    @Override
    public void keep() throws IOException {
        try (parent) {
            if (aside.isPresent()) {
                Link.remove(parent.pathOf(aside.get()));
            }
        }
    }

    private void removeIf(boolean ours, String file) throws IOException {
        if (ours) {
            Link.remove(parent.pathOf(file));
        }
    }
}
