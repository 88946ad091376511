package dev.ferry.engine.precopy;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.wire.proto.Tree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The processes of a tree at one moment and how they descend from each other.
 *
 * @param members the root first, parents before children
 */
public record TreeShape(List<Member> members) {
    private static final int MAX_PID = 1 << 22;
    private static final int MAX_MEMBERS = 1 << 16;
    /** Children are made out of their parents, so each generation takes room on our stack. */
    private static final int MAX_GENERATIONS = 1000;

    private static final int MAX_TERMINAL = 1 << 20;

    /** In place of the number of a terminal. */
    public static final int NO_TERMINAL = -1;

    public TreeShape {
        members = List.copyOf(members);
    }

    /**
     * One process.
     *
     * @param pid its process id
     * @param starttime clock ticks after boot, which tells it from a later owner of its pid; 0 if nobody asks
     * @param ppid its parent, 0 for the root
     * @param sid its session, a pid of this tree
     * @param zombie whether it has ended
     * @param terminal of one that leads its session: the pseudoterminal of the tree that controls it, or {@link #NO_TERMINAL}
     * @param sharing what it shares with its parent, flags of clone(2), see {@link Sharing}
     */
    public record Member(int pid, long starttime, int ppid, int sid, boolean zombie, int terminal, long sharing) {
        /** One that shares nothing with its parent. */
        public Member(int pid, long starttime, int ppid, int sid, boolean zombie, int terminal) {
            this(pid, starttime, ppid, sid, zombie, terminal, 0);
        }

        /** One whose session has no controlling terminal, or that does not lead it. */
        public Member(int pid, long starttime, int ppid, int sid, boolean zombie) {
            this(pid, starttime, ppid, sid, zombie, NO_TERMINAL);
        }

        /** Whether it leads its session. */
        public boolean leadsSession() {
            return sid == pid;
        }

        /** Whether it leads a session that a terminal of the tree controls. */
        public boolean hasTerminal() {
            return terminal != NO_TERMINAL;
        }
    }

    /** A tree of no processes: before the first round. */
    public static TreeShape empty() {
        return new TreeShape(List.of());
    }

    /**
     * A tree whose processes may be in sessions without a leader in the tree: the root leads those on the other side, for only
     * a living process can make a session, by leading it.
     */
    public static TreeShape of(List<Member> members) {
        Set<Integer> pids = new HashSet<>();
        members.forEach(member -> pids.add(member.pid()));
        List<Member> inside = new ArrayList<>();
        for (Member member : members) {
            boolean isRoot = inside.isEmpty();
            int sid =
                    pids.contains(member.sid()) ? member.sid() : members.get(0).pid();
            int ppid = isRoot ? 0 : member.ppid();
            long sharing = isRoot ? 0 : member.sharing();
            inside.add(new Member(
                    member.pid(), member.starttime(), ppid, sid, member.zombie(), member.terminal(), sharing));
        }
        return new TreeShape(inside);
    }

    /** Reads and checks what another engine has sent. */
    public static TreeShape parse(Tree message) throws ImageException {
        List<Member> members = new ArrayList<>();
        Map<Integer, Integer> generations = new HashMap<>(Map.of(0, 0));
        for (Tree.Member member : message.getMembersList()) {
            Integer parents = generations.get(member.getPpid());
            boolean descends = parents != null && parents < MAX_GENERATIONS && (parents == 0) == members.isEmpty();
            boolean valid = member.getPid() >= 2 && member.getPid() <= MAX_PID && members.size() < MAX_MEMBERS;
            if (!descends || !valid || generations.put(member.getPid(), parents + 1) != null) {
                throw new ImageException("The other engine has described no proper tree (at process "
                        + Integer.toUnsignedString(member.getPid()) + ").");
            }
            members.add(new Member(
                    member.getPid(),
                    member.getStarttime(),
                    member.getPpid(),
                    member.getSid(),
                    member.getZombie(),
                    terminal(member),
                    sharing(member)));
        }
        return of(members);
    }

    private static int terminal(Tree.Member member) throws ImageException {
        boolean leads = member.getSid() == member.getPid();
        boolean valid = leads && member.getTerminal() >= 0 && member.getTerminal() < MAX_TERMINAL;
        if (member.hasTerminal() && !valid) {
            throw new ImageException(
                    "The other engine has given the process " + member.getPid() + " a terminal that it can not have.");
        }
        return member.hasTerminal() ? member.getTerminal() : NO_TERMINAL;
    }

    private static long sharing(Tree.Member member) throws ImageException {
        long sharing = Integer.toUnsignedLong(member.getSharing());
        if ((sharing & ~Sharing.KNOWN) != 0 || (sharing != 0 && member.getZombie())) {
            throw new ImageException(
                    "The other engine says that the process " + member.getPid() + " shares what it can not share.");
        }
        return sharing;
    }

    /** What {@link #parse} reads. */
    public Tree message() {
        Tree.Builder message = Tree.newBuilder();
        members.forEach(member -> message.addMembers(message(member)));
        return message.build();
    }

    private static Tree.Member message(Member member) {
        Tree.Member.Builder message = Tree.Member.newBuilder()
                .setPid(member.pid())
                .setStarttime(member.starttime())
                .setPpid(member.ppid())
                .setSid(member.sid())
                .setZombie(member.zombie());
        if (member.sharing() != 0) {
            message.setSharing((int) member.sharing());
        }
        return member.hasTerminal() ? message.setTerminal(member.terminal()).build() : message.build();
    }

    /** Whether both describe the same processes, whenever they were started. */
    public boolean isLike(TreeShape other) {
        return timeless().equals(other.timeless());
    }

    private Set<Member> timeless() {
        Set<Member> timeless = new HashSet<>();
        members.forEach(member -> timeless.add(new Member(
                member.pid(), 0, member.ppid(), member.sid(), member.zombie(), member.terminal(), member.sharing())));
        return timeless;
    }

    /**
     * The processes that the destination keeps when it has made the tree {@code before} and it is to become this one. The others
     * are made anew, with empty memory. A process stays if it is still the same and so is its parent, and if the children that
     * it lacks can still be born into the session they belong to. Both engines ask this, so nothing needs to be said about it.
     */
    public Set<Integer> survivors(TreeShape before) {
        Map<Integer, Member> old = before.byPid();
        Map<Integer, List<Member>> children = children();
        Set<Integer> kept = new HashSet<>();
        for (Member member : members) {
            if (!member.zombie() && member.equals(old.get(member.pid()))) {
                kept.add(member.pid());
            }
        }
        Collection<Member> all = byPid().values();
        while (kept.removeAll(all.stream()
                .filter(member -> !canStay(member, children.getOrDefault(member.pid(), List.of()), kept))
                .map(Member::pid)
                .toList())) {}
        return kept;
    }

    private static boolean canStay(Member member, List<Member> children, Set<Integer> kept) {
        boolean hasParent = member.ppid() == 0 || kept.contains(member.ppid());
        return hasParent
                && children.stream()
                        .allMatch(child ->
                                kept.contains(child.pid()) || child.sid() == member.sid() || child.leadsSession());
    }

    /** The members by pid, parents before children. */
    public Map<Integer, Member> byPid() {
        Map<Integer, Member> byPid = new LinkedHashMap<>();
        members.forEach(member -> byPid.put(member.pid(), member));
        return byPid;
    }

    /** The children of each process that has any. */
    public Map<Integer, List<Member>> children() {
        Map<Integer, List<Member>> children = new HashMap<>();
        members.forEach(member -> children.computeIfAbsent(member.ppid(), none -> new ArrayList<>())
                .add(member));
        return children;
    }
}
