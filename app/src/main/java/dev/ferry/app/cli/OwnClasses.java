package dev.ferry.app.cli;

import java.io.File;
import java.io.IOException;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/** The classes of Ferry and of what it does SSH with, so that all of them get into the archive, also those no rehearsal needs. */
final class OwnClasses {
    private static final Pattern SPACE = Pattern.compile(" ");
    private static final List<String> JARS = List.of("ferry-", "sshj-");

    private OwnClasses() {}

    /** Loads them without running anything. */
    static void load() throws IOException {
        File app = new File(System.getProperty("java.class.path"));
        try (JarFile jar = new JarFile(app)) {
            load(jar);
            String others = jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            for (String name : SPACE.split(others, -1)) {
                if (JARS.stream().anyMatch(name::startsWith)) {
                    load(new File(app.getParentFile(), name));
                }
            }
        }
    }

    private static void load(File file) throws IOException {
        try (JarFile jar = new JarFile(file)) {
            load(jar);
        }
    }

    private static void load(JarFile jar) {
        for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
            String name = entries.nextElement().getName();
            if (name.endsWith(".class") && !name.startsWith("META-INF")) {
                load(name.substring(0, name.length() - ".class".length()).replace('/', '.'));
            }
        }
    }

    /** Some need a library that is not here, and are never used. */
    private static void load(String name) {
        try {
            Class.forName(name, false, OwnClasses.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError unusable) {
            return;
        }
    }
}
