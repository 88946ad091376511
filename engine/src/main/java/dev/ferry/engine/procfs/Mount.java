package dev.ferry.engine.procfs;

import java.util.List;

/**
 * One line of mountinfo.
 *
 * @param root the directory of the filesystem that is mounted; not a path for some ({@code net:[4026531840]})
 * @param mountPoint seen from the process's root
 * @param propagation optional fields such as {@code shared:7}
 * @param source may be empty
 */
public record Mount(
        int id,
        int parentId,
        int devMajor,
        int devMinor,
        String root,
        String mountPoint,
        String options,
        List<String> propagation,
        String fsType,
        String source,
        String superOptions) {
    public Mount {
        propagation = List.copyOf(propagation);
    }
}
