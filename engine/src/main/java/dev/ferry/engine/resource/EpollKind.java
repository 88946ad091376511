package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Epoll.DATA;
import static dev.ferry.linux.abi.Epoll.EPOLL_CTL_ADD;
import static dev.ferry.linux.abi.Epoll.EVENTS;
import static dev.ferry.linux.abi.Epoll.SIZEOF_EPOLL_EVENT;
import static dev.ferry.linux.abi.Fcntl.O_ACCMODE;
import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;

import com.google.auto.service.AutoService;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.EventpollFileEntry;
import dev.ferry.engine.image.proto.EventpollTfdEntry;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.resource.OpenFile.Owner;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.file.Epoll;
import dev.ferry.linux.file.FileFlags;
import dev.ferry.linux.inject.Batch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A set of epoll(7). The kernel keys its members by open file <em>and</em> descriptor number, so a task that has the set adds them
 * itself in the second pass, under the same numbers. Of several tasks that share the set it is the one with the lowest pid that has
 * the number open.
 *
 * <p>A member that EPOLLONESHOT has silenced comes back without the events that it waited for, and thus silent, except that the kernel
 * always adds EPOLLERR and EPOLLHUP.
 */
@AutoService(FileKind.class)
public final class EpollKind implements FileKind {
    private static final FileSignature SIGNATURE = FileSignature.anonInode("anon_inode:[eventpoll]");
    private static final KnownFlags FLAGS = new KnownFlags(O_ACCMODE | O_NONBLOCK);
    /** The kernel writes {@code tfd: 6 events: 19 data: 7f18 pos:0 ino:40e sdev:10}; the name of the line is already cut off. */
    private static final Pattern MEMBER = Pattern.compile(
            "(\\d{1,9}) +events: +([0-9a-f]{1,8}) +data: +([0-9a-f]{1,16})(?: +pos:(-?\\d+) ino:([0-9a-f]{1,16}) sdev:([0-9a-f]{1,8}))?");

    @Override
    public Set<FileSignature> signatures() {
        return Set.of(SIGNATURE);
    }

    @Override
    public Optional<String> refusal(OpenFile file, TreeFiles tree) throws IOException {
        Set<Integer> numbers = new HashSet<>();
        for (EventpollTfdEntry member : members(file)) {
            if (!numbers.add(member.getTfd()) || !isMember(file, member, tree)) {
                return Optional.of("The " + file.describe() + " waits for descriptor " + member.getTfd()
                        + ", under which its process has another file now or none, so that it can not be added again; "
                        + "this is usually a descriptor that was closed while a duplicate of it is still open.");
            }
        }
        return FLAGS.refusal(file);
    }

    /** Anonymous inodes all have one number, so this finds most mistakes, not all. */
    private static boolean isMember(OpenFile file, EventpollTfdEntry member, TreeFiles tree) {
        Optional<Owner> adder = adder(
                file.owners(), member.getTfd(), (pid, fd) -> at(tree, pid, fd).isPresent());
        Optional<OpenFile> open = adder.flatMap(owner -> at(tree, owner.pid(), member.getTfd()));
        return open.filter(found -> !member.hasInode() || found.stat().inode() == member.getInode())
                .isPresent();
    }

    private static Optional<OpenFile> at(TreeFiles tree, int pid, int fd) {
        return tree.files().stream().filter(file -> has(file.owners(), pid, fd)).findFirst();
    }

    private static boolean has(List<Owner> owners, int pid, int fd) {
        return owners.stream().anyMatch(owner -> owner.pid() == pid && owner.fd() == fd);
    }

    /** Who adds descriptor {@code fd} to the set of {@code owners}. */
    private static Optional<Owner> adder(List<Owner> owners, int fd, BiPredicate<Integer, Integer> isOpen) {
        return owners.stream()
                .sorted(Comparator.comparingInt(Owner::pid).thenComparingInt(Owner::fd))
                .filter(owner -> isOpen.test(owner.pid(), fd))
                .findFirst();
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) throws IOException {
        EventpollFileEntry entry = EventpollFileEntry.newBuilder()
                .setId(file.id())
                .setFlags(file.flags())
                .setFown(Fown.NOBODY)
                .addAllTfd(members(file))
                .build();
        return FileEntry.newBuilder()
                .setType(FdTypes.EVENTPOLL)
                .setId(file.id())
                .setEpfd(entry)
                .build();
    }

    private static List<EventpollTfdEntry> members(OpenFile file) throws IOException {
        List<EventpollTfdEntry> members = new ArrayList<>();
        for (String line : FdField.all(file, "tfd")) {
            members.add(member(file, line));
        }
        return members;
    }

    private static EventpollTfdEntry member(OpenFile file, String line) throws IOException {
        Matcher fields = MEMBER.matcher(line);
        if (!fields.matches()) {
            throw FdField.unreadable(file, "tfd", line, null);
        }
        EventpollTfdEntry.Builder member = EventpollTfdEntry.newBuilder()
                .setId(file.id())
                .setTfd(Integer.parseInt(fields.group(1)))
                .setEvents(Integer.parseUnsignedInt(fields.group(2), 16))
                .setData(Long.parseUnsignedLong(fields.group(3), 16));
        if (fields.group(5) != null) {
            member.setPos(Long.parseLong(fields.group(4)));
            member.setInode(Long.parseUnsignedLong(fields.group(5), 16));
            member.setDev(Integer.parseUnsignedInt(fields.group(6), 16));
        }
        return member.build();
    }

    @Override
    public boolean restores(FileEntry entry) {
        return entry.getType() == FdTypes.EVENTPOLL;
    }

    @Override
    public Fd create(FileEntry entry, RestoreContext context) throws IOException {
        EventpollFileEntry epoll = entry.getEpfd();
        Plausible.requireMessage(entry, entry.hasEpfd(), epoll.getId(), epoll.getFown());
        int flags = FLAGS.require(entry, epoll.getFlags());
        Fd created = Epoll.create();
        FileFlags.setStatus(created, flags);
        return created;
    }

    @Override
    public void link(FileEntry entry, RestoreContext context) throws IOException {
        for (EventpollTfdEntry member : entry.getEpfd().getTfdList()) {
            Owner owner = adder(context.owners(entry.getId()), member.getTfd(), (pid, fd) -> isOpen(context, pid, fd))
                    .orElseThrow(() -> notOpen(entry, member));
            add(context.callsOf(owner.pid()), owner.fd(), member);
        }
    }

    private static boolean isOpen(RestoreContext context, int pid, int fd) {
        return context.entries().stream().anyMatch(entry -> has(context.owners(entry.getId()), pid, fd));
    }

    private static ImageException notOpen(FileEntry entry, EventpollTfdEntry member) {
        return new ImageException(
                "The epoll set " + Integer.toUnsignedString(entry.getId()) + " of files.img waits for descriptor "
                        + Integer.toUnsignedString(member.getTfd()) + ", which no task that has the set has open.");
    }

    private static void add(Batch batch, int epoll, EventpollTfdEntry member) throws IOException {
        if (!batch.hasRoom(1, SIZEOF_EPOLL_EVENT)) {
            batch.runAndClear();
        }
        ByteBuffer event = ByteBuffer.allocate(SIZEOF_EPOLL_EVENT).order(ByteOrder.LITTLE_ENDIAN);
        event.putInt(EVENTS, member.getEvents()).putLong(DATA, member.getData());
        long address = batch.data(event.array());
        String name = "epoll_ctl[ADD](" + epoll + ", " + member.getTfd() + ")";
        batch.add(name, Nr.EPOLL_CTL, epoll, EPOLL_CTL_ADD, member.getTfd(), address);
    }
}
