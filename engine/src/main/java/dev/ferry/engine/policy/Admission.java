package dev.ferry.engine.policy;

import dev.ferry.engine.check.Finding;
import dev.ferry.engine.wire.proto.TreeFacts;
import java.io.IOException;
import java.util.List;

/**
 * The policy as it is for one caller.
 *
 * @param whose programs may come
 * @param limits of each tree
 */
public record Admission(Caller caller, Whose whose, TreeLimits limits) {
    /** Of the caller of this process, by the policy of this host. */
    public static Admission ofThisProcess() throws IOException {
        return of(PolicyFile.read(), Caller.ofThisProcess(), new HostGroups());
    }

    static Admission of(ReceivePolicy policy, Caller caller, Groups host) throws IOException {
        Whose whose = policy.grants(caller, host);
        boolean privileged = caller.isRoot() || whose == Whose.ANY;
        return new Admission(
                caller, whose, privileged ? policy.limits() : policy.limits().unprivileged());
    }

    /** Everything from everybody: for trees that do not come from another host. */
    public static Admission unrestricted() throws IOException {
        return new Admission(Caller.ofThisProcess(), Whose.ANY, TreeLimits.NONE);
    }

    /** Whether this process has more rights than it may use: it is root for somebody who may not bring everything. */
    public boolean mustConfine() {
        return caller.bySudo() && whose != Whose.ANY;
    }

    /** What keeps a tree from coming here; the first reason of each sort. The facts may lie: what they say is enforced again. */
    public List<Finding> judge(TreeFacts facts) {
        return new TreeJudge(this, facts).findings();
    }

    /** Refuses whoever may bring nothing. */
    public void requireWelcome() throws PolicyException {
        if (whose == Whose.NONE) {
            throw new PolicyException(
                    caller.name() + " may not bring programs to this host (" + PolicyFile.PATH + "); ask its root.");
        }
    }
}
