package dev.ferry.engine.task;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.CredsEntry;
import dev.ferry.engine.procfs.Status;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Prctl;
import dev.ferry.linux.inject.Batch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Users, groups, capabilities, securebits and no_new_privs of one thread, credentials(7) and capabilities(7). */
public final class Credentials {
    private static final int CAP_VERSION_3 = 0x20080522;
    private static final long CAP_SETGID = 1 << 6;
    private static final int KEEP_CAPS = 1 << 4;
    private static final int NO_SETUID_FIXUP = 1 << 2;
    private static final int PR_CAPBSET_DROP = 24;
    private static final int PR_CAP_AMBIENT = 47;
    private static final int PR_CAP_AMBIENT_RAISE = 2;
    private static final int CAPABILITIES = 64;
    /** {@code NGROUPS_MAX} of the kernel. */
    private static final int MAX_GROUPS = 65_536;

    private Credentials() {}

    /** Kernel to image. */
    public static Reading collect(Batch batch, Status thread, CredsEntry.Builder image) {
        image.setUid(thread.uids().real())
                .setEuid(thread.uids().effective())
                .setSuid(thread.uids().saved())
                .setFsuid(thread.uids().fs())
                .setGid(thread.gids().real())
                .setEgid(thread.gids().effective())
                .setSgid(thread.gids().saved())
                .setFsgid(thread.gids().fs())
                .addAllGroups(thread.groups())
                .addAllCapInh(words(thread.capInh()))
                .addAllCapPrm(words(thread.capPrm()))
                .addAllCapEff(words(thread.capEff()))
                .addAllCapBnd(words(thread.capBnd()))
                .addAllCapAmb(words(thread.capAmb().orElse(0)))
                .setNoNewPrivs(thread.noNewPrivs().orElse(false) ? 1 : 0);
        int securebits = batch.add("prctl(GET_SECUREBITS)", Nr.PRCTL, Prctl.GET_SECUREBITS);
        return done -> image.setSecbits((int) done.result(securebits));
    }

    /**
     * Image to kernel, as the very last thing that a thread does: afterwards it may no longer have the right to restore
     * anything. Keeping capabilities over the change of user lets them be set right at the end.
     *
     * @param here what the thread has now; calls that would change nothing are left out, so that an unprivileged restore of
     *     one's own program needs no privilege
     */
    public static void restore(Batch batch, CredsEntry image, Status here) throws ImageException {
        requireRoom(batch, image.getGroupsCount());
        dropBoundingSet(batch, image, here);
        boolean sameIds = here.uids().real() == image.getUid()
                && here.uids().effective() == image.getEuid()
                && here.uids().saved() == image.getSuid()
                && here.gids().real() == image.getGid()
                && here.gids().effective() == image.getEgid()
                && here.gids().saved() == image.getSgid()
                && isInGroups(here, image);
        if (!sameIds) {
            batch.add("prctl(SET_SECUREBITS)", Nr.PRCTL, Prctl.SET_SECUREBITS, KEEP_CAPS | NO_SETUID_FIXUP);
            batch.add("setgroups", Nr.SETGROUPS, image.getGroupsCount(), batch.data(ints(image.getGroupsList())));
            batch.add("setresgid", Nr.SETRESGID, image.getGid(), image.getEgid(), image.getSgid());
            batch.add("setfsgid", Nr.SETFSGID, image.getFsgid());
            batch.add("setresuid", Nr.SETRESUID, image.getUid(), image.getEuid(), image.getSuid());
            batch.add("setfsuid", Nr.SETFSUID, image.getFsuid());
        }
        if (!sameIds || image.getSecbits() != 0) {
            batch.add("prctl(SET_SECUREBITS)", Nr.PRCTL, Prctl.SET_SECUREBITS, image.getSecbits());
        }
        boolean sameCaps = here.capInh() == word(image.getCapInhList())
                && here.capPrm() == word(image.getCapPrmList())
                && here.capEff() == word(image.getCapEffList());
        if (!sameIds || !sameCaps) {
            setCapabilities(batch, image);
        }
        if (image.getNoNewPrivs() != 0) {
            batch.add("prctl(SET_NO_NEW_PRIVS)", Nr.PRCTL, Prctl.SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        }
    }

    /**
     * Naming the own group as a supplementary one too makes no difference; who may not change groups (CAP_SETGID) keeps to that.
     */
    private static boolean isInGroups(Status here, CredsEntry image) {
        boolean mayChange = (here.capEff() & CAP_SETGID) != 0;
        return here.groups().equals(image.getGroupsList())
                || (!mayChange
                        && withOwn(here.groups(), here.gids().effective())
                                .equals(withOwn(image.getGroupsList(), image.getEgid())));
    }

    private static Set<Integer> withOwn(List<Integer> groups, int own) {
        Set<Integer> all = new HashSet<>(groups);
        all.add(own);
        return all;
    }

    private static void requireRoom(Batch batch, int groups) throws ImageException {
        if (groups > MAX_GROUPS || !batch.hasRoom(3 * CAPABILITIES, groups * Integer.BYTES)) {
            throw new ImageException("A core image has a thread that is in " + groups
                    + " groups, more than this version of Ferry can restore.");
        }
    }

    private static void dropBoundingSet(Batch batch, CredsEntry image, Status here) {
        long drop = here.capBnd() & ~word(image.getCapBndList());
        for (int capability = 0; capability < CAPABILITIES; capability++) {
            if ((drop & (1L << capability)) != 0) {
                batch.add("prctl(CAPBSET_DROP)", Nr.PRCTL, PR_CAPBSET_DROP, capability);
            }
        }
    }

    /** A capability that this host does not grant can not be given back: it is left out of the three sets. */
    private static void setCapabilities(Batch batch, CredsEntry image) {
        long header = batch.data(ints(List.of(CAP_VERSION_3, 0)));
        ByteBuffer sets = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        for (int half = 0; half < 2; half++) {
            sets.putInt(half(image.getCapEffList(), half))
                    .putInt(half(image.getCapPrmList(), half))
                    .putInt(half(image.getCapInhList(), half));
        }
        batch.add("capset", Nr.CAPSET, header, batch.data(sets.array()));
        long ambient = word(image.getCapAmbList());
        for (int capability = 0; capability < CAPABILITIES; capability++) {
            if ((ambient & (1L << capability)) != 0) {
                batch.add("prctl(CAP_AMBIENT)", Nr.PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0);
            }
        }
    }

    /** What a thread has in any of its sets but the bounding one, which grants nothing. */
    public static long capabilities(CredsEntry image) {
        return word(image.getCapInhList())
                | word(image.getCapPrmList())
                | word(image.getCapEffList())
                | word(image.getCapAmbList());
    }

    private static List<Integer> words(long set) {
        return List.of((int) set, (int) (set >>> 32));
    }

    private static long word(List<Integer> words) {
        return Integer.toUnsignedLong(half(words, 0)) | Integer.toUnsignedLong(half(words, 1)) << 32;
    }

    private static int half(List<Integer> words, int index) {
        return index < words.size() ? words.get(index) : 0;
    }

    private static byte[] ints(List<Integer> values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.size() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        values.forEach(bytes::putInt);
        return bytes.array();
    }
}
