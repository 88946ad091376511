package dev.ferry.engine.fuzz;

import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.stream.IncomingImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** The images of a checkpoint in memory, in the order in which they come. */
public record ImageSet(List<Image> images) {
    /** Reads all of it. */
    public static ImageSet read(ImageSource source) throws IOException {
        List<Image> images = new ArrayList<>();
        for (Optional<IncomingImage> next = source.next(); next.isPresent(); next = source.next()) {
            images.add(new Image(next.get().name(), next.get().content().readAllBytes()));
        }
        return new ImageSet(images);
    }

    /** One to four changes; mostly in an image, and mostly in one that describes the tree. */
    public ImageSet mutate(Random random) {
        List<Image> changed = new ArrayList<>(images);
        for (int i = random.nextInt(4); i >= 0 && !changed.isEmpty(); i--) {
            int at = random.nextInt(changed.size());
            at = isPages(changed.get(at)) ? random.nextInt(changed.size()) : at;
            switch (random.nextInt(30)) {
                case 0 -> changed.remove(at);
                case 1 -> Collections.swap(changed, at, random.nextInt(changed.size()));
                case 2 -> changed.set(at, renamed(random, changed.get(at)));
                case 3 -> changed.add(at, renamed(random, changed.get(at)));
                case 4 ->
                    changed.set(
                            at,
                            changed.get(at)
                                    .with(changed.get(random.nextInt(changed.size()))
                                            .content()));
                default -> changed.set(at, changed.get(at).mutate(random));
            }
        }
        return new ImageSet(changed);
    }

    private static boolean isPages(Image image) {
        return image.name().startsWith("pages-");
    }

    /** Another number, or the name of another one. */
    private Image renamed(Random random, Image image) {
        String number = Long.toString(random.nextBoolean() ? random.nextInt(20) : Bytes.extreme(random) >>> 1);
        String other = random.nextInt(4) == 0
                ? images.get(random.nextInt(images.size())).name()
                : image.name().replaceFirst("\\d+", number);
        return new Image(other, image.content());
    }

    /** As a source gives it: no name twice. */
    public ImageSource source() {
        Set<String> names = new HashSet<>();
        Iterator<Image> left = images.iterator();
        return new ImageSource() {
            @Override
            public Optional<IncomingImage> next() throws IOException {
                if (!left.hasNext()) {
                    return Optional.empty();
                }
                Image image = left.next();
                if (!names.add(image.name())) {
                    throw new IOException("Two images are called " + image.name() + ".");
                }
                return Optional.of(new IncomingImage(image.name(), new ByteArrayInputStream(image.content())));
            }

            @Override
            public void close() {}
        };
    }
}
