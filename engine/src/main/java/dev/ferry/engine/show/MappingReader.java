package dev.ferry.engine.show;

import dev.ferry.engine.image.ImageName;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.Pagemap;
import dev.ferry.engine.image.proto.MmEntry;
import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.engine.memory.PageRunSet;
import dev.ferry.engine.memory.VmaStatus;
import dev.ferry.engine.restore.CheckpointImages;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.memory.PageRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Address spaces, and how much of them the images have. */
final class MappingReader {
    private final CheckpointImages images;
    private final FileReader files;
    private final Map<String, Pages> known = new HashMap<>();

    MappingReader(CheckpointImages images, FileReader files) {
        this.images = images;
        this.files = files;
    }

    /** The pages of one pagemap, to be asked many times. */
    private record Pages(Optional<Pagemap> map, PageRunSet present, PageRunSet inParent) {
        long presentIn(long start, long end) {
            return bytes(present, start, end);
        }

        long inParentIn(long start, long end) {
            return bytes(inParent, start, end);
        }

        private static long bytes(PageRunSet set, long start, long end) {
            if (start < 0 || end <= start) {
                return 0;
            }
            return set.select(List.of(new PageRun(start, end)), true).stream()
                    .mapToLong(PageRun::bytes)
                    .sum();
        }
    }

    /** The pagemap of a task, if there is one. */
    Optional<Pagemap> pagemap(int pid) throws IOException {
        return pages(ImageType.PAGEMAP.fileName(pid)).map();
    }

    /** How long each pages image has to be, by name. */
    Map<String, Long> announced() {
        Map<String, Long> announced = new LinkedHashMap<>();
        for (Pages pages : known.values()) {
            pages.map().ifPresent(map -> announced.put(ImageType.PAGES.fileName(map.pagesId()), presentBytes(map)));
        }
        return announced;
    }

    /** How much all pagemaps leave to a parent, bytes. */
    long parentBytes() throws IOException {
        long bytes = 0;
        for (String name : images.sizes().keySet()) {
            if (ImageName.isPagemap(name)) {
                bytes += pages(name).inParent().runs().stream()
                        .mapToLong(PageRun::bytes)
                        .sum();
            }
        }
        return bytes;
    }

    private static long presentBytes(Pagemap map) {
        return map.entries().stream()
                .filter(Pagemap.Entry::isPresent)
                .mapToLong(entry -> entry.run().bytes())
                .sum();
    }

    List<SavedMapping> mappings(int pid, MmEntry mm) throws IOException {
        List<SavedMapping> mappings = new ArrayList<>();
        for (VmaEntry vma : mm.getVmasList()) {
            mappings.add(mapping(vma, pages(pid, vma), mm));
        }
        return mappings;
    }

    private Pages pages(int pid, VmaEntry vma) throws IOException {
        return pages(isSharedMemory(vma) ? ImageType.SHMEM_PAGEMAP.fileName(id(vma)) : ImageType.PAGEMAP.fileName(pid));
    }

    private static long id(VmaEntry vma) {
        return vma.getShmid() & Long.MAX_VALUE;
    }

    private static boolean isSharedMemory(VmaEntry vma) {
        return (vma.getStatus() & VmaStatus.ANON_SHARED) != 0;
    }

    private SavedMapping mapping(VmaEntry vma, Pages pages, MmEntry mm) {
        boolean shared = isSharedMemory(vma);
        long bytes = vma.getEnd() - vma.getStart();
        long start = shared ? vma.getPgoff() : vma.getStart();
        boolean isFile = (vma.getStatus() & (VmaStatus.FILE_PRIVATE | VmaStatus.FILE_SHARED)) != 0;
        return new SavedMapping(
                Long.toHexString(vma.getStart()),
                Long.toHexString(vma.getEnd()),
                access(vma),
                MappingKind.of(vma, mm),
                isFile ? files.path((int) vma.getShmid()) : "",
                vma.getPgoff(),
                bytes,
                pages.presentIn(start, start + bytes),
                pages.inParentIn(start, start + bytes));
    }

    private static String access(VmaEntry vma) {
        return ((vma.getProt() & Mman.PROT_READ) != 0 ? "r" : "-")
                + ((vma.getProt() & Mman.PROT_WRITE) != 0 ? "w" : "-")
                + ((vma.getProt() & Mman.PROT_EXEC) != 0 ? "x" : "-")
                + ((vma.getFlags() & Mman.MAP_SHARED) != 0 ? "s" : "p");
    }

    private Pages pages(String name) throws IOException {
        Pages pages = known.get(name);
        if (pages == null) {
            pages = read(name);
            known.put(name, pages);
        }
        return pages;
    }

    private Pages read(String name) throws IOException {
        PageRunSet present = new PageRunSet();
        PageRunSet inParent = new PageRunSet();
        if (!images.has(name)) {
            return new Pages(Optional.empty(), present, inParent);
        }
        try (ImageReader reader = images.open(ImageType.PAGEMAP, name)) {
            Pagemap map = Pagemap.read(name, reader);
            for (Pagemap.Entry entry : map.entries()) {
                (entry.isPresent() ? present : inParent).add(entry.run());
            }
            return new Pages(Optional.of(map), present, inParent);
        }
    }
}
