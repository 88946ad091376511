package dev.ferry.engine.core;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.Pagemap;
import dev.ferry.engine.image.proto.MmEntry;
import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.engine.memory.PageRunSet;
import dev.ferry.engine.restore.CheckpointImages;
import dev.ferry.engine.restore.MappedFiles;
import dev.ferry.engine.restore.MappingPlan;
import dev.ferry.engine.restore.PageContents;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.memory.PageRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The memory of one process: which pages have content, in which images it is, and at which addresses. Shared memory may be mapped
 * several times; its image has it once, by offset.
 */
final class CoreMemory {
    private final CheckpointImages images;
    private final MappedFiles files;
    private final int pid;
    private final Optional<byte[]> vdso;

    private final Map<String, Pagemap> pagemaps = new HashMap<>();
    private final Map<String, List<Window>> windows = new LinkedHashMap<>();
    private final Map<Long, byte[]> given = new LinkedHashMap<>();
    private final PageRunSet own = new PageRunSet();

    /**
     * Addresses at which pages of an image are.
     *
     * @param shift what has to be added to an address of the image
     * @param wanted the addresses
     */
    private record Window(long shift, PageRunSet wanted) {}

    /** @param vdso the code of the kernel that the process knew, if it is known; images of Ferry do not have it */
    CoreMemory(CheckpointImages images, MappedFiles files, int pid, Optional<byte[]> vdso) {
        this.images = images;
        this.files = files;
        this.pid = pid;
        this.vdso = vdso;
    }

    /** The mappings. */
    List<Area> areas(MmEntry mm) throws IOException {
        readOwnPages();
        List<Area> areas = new ArrayList<>();
        long previousEnd = 0;
        for (VmaEntry vma : mm.getVmasList()) {
            if (!MappingPlan.isVsyscall(vma) && !MappingPlan.isGuard(vma)) {
                MappingPlan.requirePlace(pid, vma, previousEnd);
                areas.add(area(vma));
                previousEnd = vma.getEnd();
            }
        }
        requireRoom(areas);
        return areas;
    }

    private void readOwnPages() throws IOException {
        String name = ImageType.PAGEMAP.fileName(pid);
        if (images.has(name)) {
            runs(name).forEach(own::add);
            windows.put(name, List.of(new Window(0, own)));
        }
    }

    private void requireRoom(List<Area> areas) throws ImageException {
        PageRunSet mapped = new PageRunSet();
        areas.forEach(area -> mapped.add(area.whole()));
        for (PageRun run : own.runs()) {
            if (!mapped.containsAll(run)) {
                throw Pagemap.noRoom(ImageType.PAGEMAP.fileName(pid), run.start());
            }
        }
    }

    private List<PageRun> runs(String name) throws IOException {
        Pagemap known = pagemaps.get(name);
        if (known == null) {
            try (ImageReader reader = images.open(ImageType.PAGEMAP, name)) {
                known = Pagemap.read(name, reader);
            }
            pagemaps.put(name, known);
        }
        return known.contents(name);
    }

    private Area area(VmaEntry vma) throws IOException {
        PageRun whole = new PageRun(vma.getStart(), vma.getEnd());
        PageRunSet present = new PageRunSet();
        own.select(List.of(whole), true).forEach(present::add);
        OptionalLong memory = files.memory(vma);
        if (memory.isPresent()) {
            share(vma, memory.getAsLong(), present);
        }
        boolean isFile = MappingPlan.isFile(vma) && memory.isEmpty();
        boolean isKernels = MappingPlan.isVdso(vma) || MappingPlan.isVvar(vma);
        give(vma, whole, isFile, present);
        return new Area(
                vma.getStart(),
                vma.getEnd(),
                vma.getProt(),
                isFile ? files.path(vma.getShmid()) : "",
                vma.getPgoff(),
                !isFile && !isKernels && vma.getProt() != Mman.PROT_NONE,
                present);
    }

    /** Where a private mapping has a page of its own, that hides the shared one. */
    private void share(VmaEntry vma, long memory, PageRunSet present) throws IOException {
        String name = ImageType.SHMEM_PAGEMAP.fileName(memory);
        long bytes = vma.getEnd() - vma.getStart();
        if (!images.has(name)) {
            return;
        }
        long shift = vma.getStart() - vma.getPgoff();
        PageRunSet content = new PageRunSet();
        runs(name).forEach(content::add);
        PageRunSet wanted = new PageRunSet();
        for (PageRun run : content.select(List.of(new PageRun(vma.getPgoff(), vma.getPgoff() + bytes)), true)) {
            PageRun here = new PageRun(run.start() + shift, run.end() + shift);
            present.select(List.of(here), false).forEach(wanted::add);
        }
        wanted.runs().forEach(present::add);
        windows.computeIfAbsent(name, none -> new ArrayList<>()).add(new Window(shift, wanted));
    }

    /** What this host knows of pages that no image has. */
    private void give(VmaEntry vma, PageRun whole, boolean isFile, PageRunSet present) throws IOException {
        Optional<byte[]> known = Optional.empty();
        if (MappingPlan.isVdso(vma)) {
            known = vdso.filter(code -> code.length == whole.bytes());
        } else if (isFile && vma.getPgoff() == 0 && !present.contains(vma.getStart())) {
            known = files.firstPage(vma.getShmid());
        }
        if (known.isPresent() && !present.contains(vma.getStart())) {
            given.put(vma.getStart(), known.get());
            present.add(new PageRun(vma.getStart(), vma.getStart() + known.get().length));
        }
    }

    /** Whatever comes out of pages images goes into {@code file}, and what is known already too. */
    void connect(PageContents contents, CoreFile file) throws IOException {
        for (Map.Entry<String, List<Window>> image : windows.entrySet()) {
            contents.expect(
                    pagemaps.get(image.getKey()).pagesId(),
                    runs(image.getKey()),
                    (parts, direct) -> write(parts, direct, image.getValue(), file));
        }
        for (Map.Entry<Long, byte[]> page : given.entrySet()) {
            file.write(page.getKey(), ByteBuffer.wrap(page.getValue()));
        }
    }

    private static void write(List<PageRun> parts, ByteBuffer direct, List<Window> windows, CoreFile file)
            throws IOException {
        int at = 0;
        for (PageRun part : parts) {
            for (Window window : windows) {
                PageRun here = new PageRun(part.start() + window.shift(), part.end() + window.shift());
                for (PageRun piece : window.wanted().select(List.of(here), true)) {
                    int offset = at + (int) (piece.start() - here.start());
                    file.write(piece.start(), direct.slice(offset, (int) piece.bytes()));
                }
            }
            at += (int) part.bytes();
        }
    }
}
