package dev.ferry.engine.check;

import dev.ferry.engine.procfs.NoSuchProcessException;
import dev.ferry.engine.procfs.ProcessRow;
import dev.ferry.engine.procfs.PtyMasters;
import dev.ferry.engine.procfs.Stat;
import java.io.IOException;
import java.util.OptionalInt;

/** Whether the controlling terminals of the tree's sessions move along: those whose masters are in the tree do. */
final class ControllingTerminalCheck {
    private final TreeMembers members;
    private final PtyMasters masters;
    private final Findings findings;

    private ControllingTerminalCheck(TreeMembers members, Findings findings) {
        this.members = members;
        this.masters =
                PtyMasters.of(members.living().stream().map(ProcessRow::pid).toList());
        this.findings = findings;
    }

    static void look(TreeMembers members, Findings findings) throws IOException {
        ControllingTerminalCheck check = new ControllingTerminalCheck(members, findings);
        for (ProcessRow task : members.living()) {
            check.lookIfThere(task);
        }
    }

    private void lookIfThere(ProcessRow task) throws IOException {
        int terminal;
        try {
            terminal = Stat.read(task.pid()).ttyNr();
        } catch (NoSuchProcessException gone) {
            return;
        }
        look(task, terminal);
    }

    private void look(ProcessRow task, int terminal) throws IOException {
        if (terminal == 0) {
            lookAtSession(task);
            return;
        }
        OptionalInt index = PtyMasters.slave(terminal);
        boolean moves = index.isPresent() && masters.hold(index.getAsInt()) && members.contains(task.session());
        if (!moves) {
            findings.warning(
                    "controlling-terminal",
                    TaskCheck.name(task),
                    "has a controlling terminal, which stays behind",
                    "start it with setsid if it needs job control signals");
        }
    }

    /** A terminal goes from parent to child, so it can not be taken from a task whose children have it. */
    private void lookAtSession(ProcessRow task) throws IOException {
        boolean leads = task.session() == task.pid();
        if (!leads
                && members.contains(task.session())
                && masters.controlling(task.session()).isPresent()) {
            findings.note(
                    "terminal-regained",
                    TaskCheck.name(task),
                    "has given up the controlling terminal of its session (TIOCNOTTY), and has it again where it is moved to",
                    "");
        }
    }
}
