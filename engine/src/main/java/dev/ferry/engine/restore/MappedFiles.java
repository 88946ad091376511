package dev.ferry.engine.restore;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.MemfdInodeEntry;
import dev.ferry.engine.image.proto.RegFileEntry;
import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.engine.memory.VmaStatus;
import dev.ferry.engine.resource.BuildId;
import dev.ferry.linux.abi.Mman;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The files of a checkpoint, as far as they are mapped, and which memory is behind a mapping. */
public final class MappedFiles {
    /** {@code PATH_MAX}. */
    private static final int MAX_PATH = 4096;

    private final Map<Integer, FileEntry> files = new HashMap<>();
    private final Map<Long, Long> memories = new HashMap<>();

    private MappedFiles() {}

    /** Those of a set. */
    public static MappedFiles of(CheckpointImages images) throws IOException {
        MappedFiles mapped = new MappedFiles();
        if (images.has(ImageType.FILES.fileName())) {
            for (FileEntry file : images.all(ImageType.FILES, ImageType.FILES.fileName(), FileEntry.parser())) {
                mapped.files.put(file.getId(), file);
            }
        }
        if (images.has(ImageType.MEMFD_INODE.fileName())) {
            for (MemfdInodeEntry inode :
                    images.all(ImageType.MEMFD_INODE, ImageType.MEMFD_INODE.fileName(), MemfdInodeEntry.parser())) {
                mapped.memories.put(inode.getInodeId(), Integer.toUnsignedLong(inode.getShmid()));
            }
        }
        return mapped;
    }

    /**
     * The number of the shared memory that a mapping shows, in the names of images; empty if it shows none. Its pages are found by offset,
     * but where a private mapping of a file in memory has pages of its own.
     */
    public OptionalLong memory(VmaEntry vma) {
        if ((vma.getStatus() & VmaStatus.ANON_SHARED) != 0) {
            return OptionalLong.of(vma.getShmid() & Long.MAX_VALUE);
        }
        return MappingPlan.isFile(vma) ? memory(vma.getShmid()) : OptionalLong.empty();
    }

    private OptionalLong memory(long id) {
        FileEntry file = files.get((int) id);
        if (file == null || !file.hasMemfd()) {
            return OptionalLong.empty();
        }
        Long memory = memories.get(Integer.toUnsignedLong(file.getMemfd().getInodeId()));
        return memory == null ? OptionalLong.empty() : OptionalLong.of(memory);
    }

    /** Its path; empty if it has none, as a file in memory. */
    public String path(long id) throws ImageException {
        String name = reg(id).getName();
        if (name.length() > MAX_PATH || name.indexOf('\0') >= 0) {
            throw new ImageException("files.img has a path that no file can have.");
        }
        return name;
    }

    private RegFileEntry reg(long id) {
        FileEntry file = files.get((int) id);
        return file == null ? RegFileEntry.getDefaultInstance() : file.getReg();
    }

    /** The first page of an ELF file, in which debuggers look for its build-id: if this host has the very same file. */
    public Optional<byte[]> firstPage(long id) throws IOException {
        RegFileEntry reg = reg(id);
        if (reg.getBuildIdCount() == 0) {
            return Optional.empty();
        }
        try {
            Path here = Path.of(reg.getName());
            if (!BuildId.words(here).equals(reg.getBuildIdList())) {
                return Optional.empty();
            }
            try (InputStream file = Files.newInputStream(here)) {
                byte[] page = file.readNBytes(Mman.PAGE_SIZE);
                return Optional.of(Arrays.copyOf(page, Mman.PAGE_SIZE));
            }
        } catch (InvalidPathException | FileSystemException notHere) {
            return Optional.empty();
        }
    }
}
