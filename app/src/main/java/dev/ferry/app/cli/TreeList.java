package dev.ferry.app.cli;

import dev.ferry.engine.check.Finding;
import dev.ferry.engine.check.TreeCheck;
import dev.ferry.engine.procfs.Cmdline;
import dev.ferry.engine.procfs.ProcessRow;
import dev.ferry.engine.procfs.ProcessTable;
import dev.ferry.engine.procfs.Status;
import dev.ferry.engine.resource.DescriptorHolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The process trees of this host. A tree is what somebody started as a whole: a process that leads its own process group, with all
 * its descendants; so a job of a shell is a tree inside the shell's.
 */
final class TreeList {
    private static final int KTHREADD = 2;

    private final ProcessTable table;
    private final DescriptorHolders holders;
    private final int owner;
    private final Map<Integer, String> users = new HashMap<>();
    private final List<TreeRow> rows = new ArrayList<>();

    private TreeList(ProcessTable table, int owner) {
        this.table = table;
        holders = new DescriptorHolders(table);
        this.owner = owner;
    }

    /** The trees that this user can do something with: for root everybody's. */
    static List<TreeRow> ofThisUser() throws IOException {
        int self = (int) ProcessHandle.current().pid();
        TreeList list =
                new TreeList(ProcessTable.scan(), Status.read(self).uids().effective());
        for (ProcessRow root : list.table.processes()) {
            if (root.ppid() == 0 || list.table.find(root.ppid()).isEmpty()) {
                list.addBelow(root, self, 0, 0);
            }
        }
        return list.rows;
    }

    private void addBelow(ProcessRow process, int self, int parent, int depth) throws IOException {
        if (process.pid() == KTHREADD || isGone(process)) {
            return;
        }
        Optional<TreeRow> row = isTree(process, self) ? row(process, parent, depth) : Optional.empty();
        row.ifPresent(rows::add);
        int inside = row.map(TreeRow::pid).orElse(parent);
        for (ProcessRow child : table.children(process.pid())) {
            addBelow(child, self, inside, row.isPresent() ? depth + 1 : depth);
        }
    }

    private boolean isTree(ProcessRow process, int self) {
        boolean leads = process.pgrp() == process.pid() || process.ppid() == 1;
        return process.pid() != 1 && process.pid() != self && leads && (owner == 0 || process.uid() == owner);
    }

    private static boolean isGone(ProcessRow process) {
        return process.state() == 'Z' || process.state() == 'X';
    }

    /** Empty if it goes while we look. */
    private Optional<TreeRow> row(ProcessRow root, int parent, int depth) throws IOException {
        TreeSize size = TreeSize.of(root.pid(), table);
        Optional<Finding> blocker = TreeCheck.of(root.pid(), holders).stream()
                .filter(Finding::isBlocker)
                .findFirst();
        if (size.tasks() == 0
                || blocker.filter(found -> found.code().equals("no-such-process"))
                        .isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new TreeRow(
                root.pid(),
                parent,
                depth,
                user(root),
                command(root),
                size.tasks(),
                size.threads(),
                size.memoryBytes(),
                blocker.isEmpty(),
                blocker.map(Finding::sentence).orElse("")));
    }

    private String user(ProcessRow process) {
        return users.computeIfAbsent(process.uid(), uid -> {
            try {
                return Files.getOwner(Path.of("/proc", Integer.toString(process.pid())))
                        .getName();
            } catch (IOException gone) {
                return Integer.toUnsignedString(uid);
            }
        });
    }

    private static String command(ProcessRow process) {
        try {
            String command = Cmdline.read(process.pid()).toString().strip();
            return command.isEmpty() ? process.comm() : command;
        } catch (IOException gone) {
            return process.comm();
        }
    }
}
