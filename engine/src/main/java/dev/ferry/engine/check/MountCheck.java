package dev.ferry.engine.check;

import dev.ferry.engine.procfs.Mount;
import dev.ferry.engine.wire.proto.FileFacts;
import dev.ferry.engine.wire.proto.FileFacts.Reason;
import dev.ferry.linux.abi.Stat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Whether what is mounted here lets the program do with its files what it does with them there. One finding for each mount. */
final class MountCheck {
    private static final int SET_ID = 06000;

    private final Set<String> placed = new HashSet<>();
    private final Places places;
    private final Findings findings;
    private final Map<Mount, List<FileFacts>> byMount = new LinkedHashMap<>();
    private final Map<Path, String> unwritable = new LinkedHashMap<>();

    private MountCheck(Places places, Findings findings) {
        this.places = places;
        this.findings = findings;
    }

    /** @param placed those of the files that will be put here */
    static void look(List<FileFacts> files, List<FileFacts> placed, Places places, Findings findings)
            throws IOException {
        MountCheck check = new MountCheck(places, findings);
        placed.forEach(file -> check.placed.add(file.getPath()));
        for (FileFacts file : files) {
            check.sort(file);
        }
        check.byMount.forEach(check::judge);
        check.unwritable.forEach(check::notWritable);
    }

    static boolean isRegular(FileFacts file) {
        return (file.getMode() & Stat.S_IFMT) == Stat.S_IFREG;
    }

    private void sort(FileFacts file) throws IOException {
        Path path = Path.of(file.getPath());
        Optional<Mount> mount = isPlaced(file) ? places.above(path).mount() : places.mountOf(path);
        mount.ifPresent(
                m -> byMount.computeIfAbsent(m, absent -> new ArrayList<>()).add(file));
        if (isPlaced(file)) {
            Path directory = places.above(path).directory();
            boolean isReadOnly = mount.filter(m -> has(m, "ro")).isPresent();
            if (!isReadOnly && !Files.isWritable(directory)) {
                unwritable.putIfAbsent(directory, file.getPath());
            }
        }
    }

    private boolean isPlaced(FileFacts file) {
        return placed.contains(file.getPath());
    }

    private void judge(Mount mount, List<FileFacts> files) {
        option("read-only", mount, "ro", files, this::isPlaced, "has to write", "mount it for writing there");
        option("noexec", mount, "noexec", files, FileFacts::getExecuted, "executes", "mount it with exec there");
        option("nodev", mount, "nodev", files, MountCheck::isDevice, "uses the device", "mount it with dev there");
        setId(mount, files);
        kind(mount, files);
        elsewhere(mount, files);
    }

    private void option(
            String code,
            Mount mount,
            String option,
            List<FileFacts> files,
            Predicate<FileFacts> which,
            String why,
            String remedy) {
        List<FileFacts> affected = files.stream().filter(which).toList();
        if (has(mount, option) && !affected.isEmpty()) {
            findings.blocker(
                    code,
                    mount.mountPoint(),
                    "is mounted " + option + " on the destination, where the program " + why + " " + some(affected),
                    remedy);
        }
    }

    /** The program keeps its credentials; what it executes later does not get any. */
    private void setId(Mount mount, List<FileFacts> files) {
        List<FileFacts> affected = files.stream()
                .filter(file -> isRegular(file) && file.getExecuted() && (file.getMode() & SET_ID) != 0)
                .toList();
        if (has(mount, "nosuid") && !affected.isEmpty()) {
            findings.warning(
                    "nosuid",
                    mount.mountPoint(),
                    "is mounted nosuid on the destination, where executing " + some(affected)
                            + " gives no other rights",
                    "mount it with suid there");
        }
    }

    private void kind(Mount mount, List<FileFacts> files) {
        List<FileFacts> affected = files.stream()
                .filter(file -> isPlaced(file)
                        && isRegular(file)
                        && !file.getFsType().isEmpty()
                        && StorageKind.of(file.getFsType()) != StorageKind.of(mount.fsType()))
                .toList();
        if (!affected.isEmpty()) {
            String theirs = affected.get(0).getFsType();
            findings.warning(
                    "file-system",
                    mount.mountPoint(),
                    "is " + mount.fsType() + " on the destination and was " + theirs + " on the source for "
                            + some(affected) + "; there files "
                            + StorageKind.of(mount.fsType()).what(),
                    "mount there what the program expects");
        }
    }

    /** A mount of the source that is a plain directory here: with its files the program may lose those of others. */
    private void elsewhere(Mount mount, List<FileFacts> files) {
        Map<String, List<FileFacts>> bySource = new LinkedHashMap<>();
        for (FileFacts file : files) {
            boolean isBelow = file.getMountPoint().length() > mount.mountPoint().length();
            if (isPlaced(file) && isBelow) {
                bySource.computeIfAbsent(file.getMountPoint(), absent -> new ArrayList<>())
                        .add(file);
            }
        }
        bySource.forEach((point, affected) -> findings.warning(
                "mount-missing",
                point,
                "is a file system of its own on the source and belongs to " + mount.mountPoint()
                        + " on the destination, where Ferry puts " + some(affected),
                "mount it there too if others use it"));
    }

    private void notWritable(Path directory, String file) {
        findings.blocker(
                "no-write",
                directory.toString(),
                "can not be written to by ferry on the destination, and " + file + " has to be put there",
                "run ferry there as a user who may");
    }

    private static boolean has(Mount mount, String option) {
        return contains(mount.options(), option) || (option.equals("ro") && contains(mount.superOptions(), option));
    }

    private static boolean contains(String options, String option) {
        return Arrays.asList(options.split(",", -1)).contains(option);
    }

    private static boolean isDevice(FileFacts file) {
        int type = file.getMode() & Stat.S_IFMT;
        return (type == Stat.S_IFCHR || type == Stat.S_IFBLK)
                && !file.getReasonsList().equals(List.of(Reason.MAPPED));
    }

    private static String some(List<FileFacts> files) {
        String first = files.get(0).getPath();
        return files.size() == 1 ? first : first + " and " + (files.size() - 1) + " more";
    }
}
