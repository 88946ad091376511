package dev.ferry.engine.address;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.net.ArpAnnouncement;
import dev.ferry.linux.net.InterfaceAddress;
import dev.ferry.linux.net.RtNetlink;
import dev.ferry.linux.process.LastWill;
import java.io.IOException;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Addresses that this host gives away, or takes, for as long as it is not certain who has them. {@link #begin} does it; if this process
 * dies before {@link #settle}, or calls {@link #undo}, it is as before. While nobody has an address, nobody answers for it: that, and no
 * firewall, keeps connections alive whose program stands still.
 */
public final class AddressShift implements AutoCloseable {
    private static final int NETLINK = 0;

    private final List<Item> items;
    private final boolean away;
    private final RtNetlink netlink;
    private final LastWill will;
    private boolean shifted;

    private AddressShift(List<Item> items, boolean away, RtNetlink netlink, LastWill will) {
        this.items = items;
        this.away = away;
        this.netlink = netlink;
        this.will = will;
    }

    private record Item(InterfaceAddress address, Optional<ArpAnnouncement> announcement) {}

    /** Prepares to give them away. Takes time: to be called while the tree runs. */
    public static AddressShift away(List<InterfaceAddress> addresses) throws IOException {
        return prepare(addresses, true);
    }

    /** Prepares to take them. Takes time: to be called while the tree runs. */
    public static AddressShift here(List<InterfaceAddress> addresses) throws IOException {
        return prepare(addresses, false);
    }

    private static AddressShift prepare(List<InterfaceAddress> addresses, boolean away) throws IOException {
        RtNetlink netlink = RtNetlink.open();
        List<Item> items = new ArrayList<>();
        List<Fd> descriptors = new ArrayList<>(List.of(netlink.socket()));
        try {
            for (InterfaceAddress address : addresses) {
                Optional<ArpAnnouncement> announcement = ArpAnnouncement.of(address.address(), address.device());
                items.add(new Item(address, announcement));
                announcement.ifPresent(ready -> descriptors.add(ready.socket()));
            }
            return new AddressShift(items, away, netlink, LastWill.start(descriptors));
        } catch (IOException | RuntimeException e) {
            closeAll(netlink, items);
            throw e;
        }
    }

    /** The addresses alone. */
    public static Set<Inet4Address> names(List<InterfaceAddress> addresses) {
        return addresses.stream().map(InterfaceAddress::address).collect(Collectors.toSet());
    }

    /** The addresses that it is about. */
    public List<InterfaceAddress> addresses() {
        return items.stream().map(Item::address).toList();
    }

    /** Gives them away, or takes them. {@code EPERM} without CAP_NET_ADMIN: then nothing has changed. */
    public void begin() throws IOException {
        shifted = true;
        bequeath();
        try {
            apply(away);
        } catch (IOException | RuntimeException e) {
            undo();
            throw e;
        }
    }

    /** The opposite of what is about to be done. */
    private void bequeath() throws IOException {
        int packet = NETLINK;
        for (Item item : items) {
            will.write(NETLINK, away ? RtNetlink.addition(item.address) : RtNetlink.removal(item.address));
            if (item.announcement.isPresent()) {
                packet++;
                if (away) {
                    will.write(packet, item.announcement.get().frame().toArray());
                }
            }
        }
    }

    private void apply(boolean remove) throws IOException {
        for (Item item : items) {
            if (remove) {
                netlink.remove(item.address);
            } else {
                netlink.add(item.address);
                announce(item);
            }
        }
    }

    /** The neighbours find it out by themselves too, only later. */
    private static void announce(Item item) {
        try {
            if (item.announcement.isPresent()) {
                item.announcement.get().send();
            }
        } catch (ErrnoException e) {
            return;
        }
    }

    /** Takes addresses at once, with nothing to fall back to. */
    public static void take(List<InterfaceAddress> addresses) throws IOException {
        try (AddressShift shift = here(addresses)) {
            shift.begin();
            shift.settle();
        }
    }

    /** What was done stays, also if this process dies; {@link #undo} still works. */
    public void settle() throws IOException {
        will.close();
    }

    /** As it was before {@link #begin}; twice is harmless. */
    public void undo() throws IOException {
        if (shifted) {
            apply(!away);
            shifted = false;
        }
        will.close();
    }

    /** Frees what it has borrowed; what was done and not undone stays. */
    @Override
    public void close() throws IOException {
        will.close();
        closeAll(netlink, items);
    }

    private static void closeAll(RtNetlink netlink, List<Item> items) {
        items.forEach(item -> item.announcement.ifPresent(ArpAnnouncement::close));
        netlink.close();
    }
}
