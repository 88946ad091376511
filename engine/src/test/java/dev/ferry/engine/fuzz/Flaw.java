package dev.ferry.engine.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is done to one image of a set: it is cut, or one bit of it is flipped.
 *
 * @param index of the image in the set
 * @param at after how many bytes it is cut, or which byte is changed
 * @param bit the one that is flipped; {@link #CUT} if it is cut
 */
public record Flaw(ImageSet whole, int index, int at, int bit) {
    private static final int CUT = -1;
    private static final List<Integer> BITS = List.of(0, 3, 7);

    private static final int MAGIC = 0;
    private static final int KIND = 4;
    private static final int LENGTH = 8;
    private static final int ENTRY = 12;

    /** Every image of every set at every kind of place: in both magics, in the length of the first entry, in entries, at the end. */
    public static List<Flaw> all(List<ImageSet> sets) {
        List<Flaw> flaws = new ArrayList<>();
        for (ImageSet set : sets) {
            for (int i = 0; i < set.images().size(); i++) {
                flaws.addAll(ofImage(set, i));
            }
        }
        return flaws;
    }

    /** The same for only one image of each kind, of the first set that has one. */
    public static List<Flaw> ofEachKind(List<ImageSet> sets) {
        List<Flaw> flaws = new ArrayList<>();
        Set<String> kinds = new HashSet<>();
        for (ImageSet set : sets) {
            for (int i = 0; i < set.images().size(); i++) {
                if (kinds.add(set.images().get(i).name().replaceAll("-[0-9a-f]+", ""))) {
                    flaws.addAll(ofImage(set, i));
                }
            }
        }
        return flaws;
    }

    private static List<Flaw> ofImage(ImageSet set, int index) {
        List<Flaw> flaws = new ArrayList<>();
        int length = set.images().get(index).content().length;
        for (int at :
                places(length, 0, MAGIC + 2, KIND, LENGTH, LENGTH + 2, ENTRY, ENTRY + 1, length / 2, length - 1)) {
            flaws.add(new Flaw(set, index, at, CUT));
        }
        for (int at : places(length, MAGIC, KIND, LENGTH, LENGTH + 3, ENTRY, ENTRY + 1, length / 2, length - 1)) {
            BITS.forEach(bit -> flaws.add(new Flaw(set, index, at, bit)));
        }
        return flaws;
    }

    private static Set<Integer> places(int length, Integer... wanted) {
        Set<Integer> places = new LinkedHashSet<>(Arrays.asList(wanted));
        places.removeIf(at -> at < 0 || at >= length);
        return places;
    }

    /** The set with the damaged image in it. */
    ImageSet set() {
        List<Image> images = new ArrayList<>(whole.images());
        Image image = images.get(index);
        byte[] content = Arrays.copyOf(image.content(), bit == CUT ? at : image.content().length);
        if (bit != CUT) {
            content[at] ^= (byte) (1 << bit);
        }
        images.set(index, image.with(content));
        return new ImageSet(images);
    }

    @Override
    public String toString() {
        String name = whole.images().get(index).name();
        return bit == CUT
                ? name + " cut after " + at + " bytes"
                : name + " with bit " + bit + " of byte " + at + " flipped";
    }
}
