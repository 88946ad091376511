package dev.ferry.engine.show;

import java.util.List;
import java.util.Map;

/**
 * One image, decoded: much as CRIU's crit shows it.
 *
 * @param image its name
 * @param type its kind, the name of its magic; the magic itself if the kind is not known
 * @param entries the fields of each entry by the names of CRIU's .proto files, or by their numbers where Ferry has no name; bytes as
 *     Base64; raw bytes behind an entry are its member {@code extra}
 */
public record DecodedImage(String image, String type, List<Map<String, Object>> entries) {
    /** Copies. */
    public DecodedImage {
        entries = List.copyOf(entries);
    }
}
