package dev.ferry.engine.check;

import dev.ferry.engine.procfs.SysvObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whether objects of System V IPC of one sort can get the numbers and keys here that the program knows.
 *
 * @param here those of this host
 * @param most how many there may be
 */
record IpcPlaceCheck(List<? extends SysvObject> here, long most, Codes codes, Findings findings) {
    /**
     * The codes of findings of this sort.
     *
     * @param taken the number is in use
     * @param keyTaken the key is
     * @param limit there may not be more, or not so large
     */
    record Codes(String taken, String keyTaken, String limit) {}

    static final Path KERNEL = Path.of("/proc/sys/kernel");

    /** Objects with the same lower bits of their number have the same place; more are used if there may be more objects. */
    private static final int USUAL_PLACES = 1 << 15;

    private static final int EXTENDED_PLACES = 1 << 24;

    /** Looks for the number {@code id} and the key of the object called {@code name}. */
    void look(String name, int id, int key) {
        int places = most > USUAL_PLACES ? EXTENDED_PLACES : USUAL_PLACES;
        Optional<? extends SysvObject> there = find(other -> other.id() % places == id % places);
        Optional<? extends SysvObject> keyed = find(other -> key != 0 && other.key() == key);
        if (there.isPresent()) {
            taken(codes.taken(), name, "has a number", there.get());
        } else if (keyed.isPresent()) {
            taken(codes.keyTaken(), name, "has a key", keyed.get());
        }
    }

    private Optional<? extends SysvObject> find(Predicate<SysvObject> wanted) {
        return here.stream().filter(wanted).findFirst();
    }

    private void taken(String code, String name, String what, SysvObject by) {
        findings.blocker(
                code,
                name,
                what + " that is taken by the " + by.name() + " on the destination (of user "
                        + Integer.toUnsignedString(by.cuid()) + ")",
                "end the program that has it there, or remove it with " + by.removal());
    }

    /** Looks whether {@code wanted} more fit, of which {@code name} is one. */
    void room(int wanted, String name, String setting) {
        if (here.size() + (long) wanted > most) {
            limit(name, "can not be made, because there are " + here.size() + " of at most " + most, setting);
        }
    }

    void limit(String name, String cause, String setting) {
        findings.blocker(codes.limit(), name, cause, "raise " + setting + " there");
    }

    /** A setting of this kernel, 0 if it has none. */
    static long setting(String name) throws IOException {
        return KernelText.number(KERNEL.resolve(name)).orElse(0);
    }
}
