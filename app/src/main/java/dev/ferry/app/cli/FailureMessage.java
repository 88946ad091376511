package dev.ferry.app.cli;

import dev.ferry.engine.check.Finding;
import dev.ferry.engine.check.RefusedException;
import dev.ferry.engine.migrate.MigrationException;
import dev.ferry.engine.migrate.PreflightRefused;
import dev.ferry.engine.policy.PolicyException;
import dev.ferry.linux.ErrnoException;
import dev.ferry.remote.RemoteException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import picocli.CommandLine;

/** Says on standard error what went wrong: one sentence for each cause, and the stack trace only to those who ask with -v. */
final class FailureMessage {
    private FailureMessage() {}

    static int badUsage(CommandLine.ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        err.println(name + ": " + e.getMessage().strip());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
        err.println("See " + name + " --help.");
        err.flush();
        return ExitCode.USAGE;
    }

    static int failed(Exception e, CommandLine command, CommandLine.ParseResult arguments) {
        PrintWriter err = command.getErr();
        sentences(e).forEach(sentence -> err.println("ferry: " + sentence));
        if (isVerbose(command)) {
            e.printStackTrace(err);
        }
        err.flush();
        return exitCode(e);
    }

    private static boolean isVerbose(CommandLine command) {
        return command.getCommandSpec().root().userObject() instanceof FerryCommand ferry && ferry.isVerbose();
    }

    static int exitCode(Exception e) {
        boolean refusedThere = e instanceof RemoteException remote && remote.kind() == RemoteException.Kind.REFUSED;
        if (e instanceof RefusedException || e instanceof PolicyException || refusedThere) {
            return ExitCode.REFUSED;
        }
        return e instanceof MigrationException migration ? migration.exitCode() : ExitCode.FAILED;
    }

    static List<String> sentences(Exception e) {
        if (e instanceof RefusedException refused) {
            return blockers(refused.findings());
        }
        if (e instanceof PreflightRefused refused) {
            return blockers(refused.findings());
        }
        return List.of(sentence(e));
    }

    private static List<String> blockers(List<Finding> findings) {
        return findings.stream()
                .filter(Finding::isBlocker)
                .map(finding -> Printable.of(finding.sentence()))
                .toList();
    }

    static String sentence(Exception e) {
        if (!(e instanceof IOException) || e.getMessage() == null) {
            return "Ferry has made a mistake (" + e + "); please report it with the output of -v.";
        }
        return Printable.of(e instanceof FileSystemException file ? ofFile(file) : closed(e.getMessage(), e));
    }

    private static String closed(String message, Exception e) {
        String remedy =
                e instanceof ErrnoException errno && errno.errno().symbol().equals("EPERM")
                        ? "; ferry doctor says which privilege is missing"
                        : "";
        String stripped = message.strip();
        return stripped.endsWith(".") ? stripped : stripped + remedy + ".";
    }

    /** The JDK's own exceptions say little more than the path. */
    private static String ofFile(FileSystemException e) {
        String file = e.getFile();
        if (e instanceof NoSuchFileException) {
            return file + " does not exist; check the name.";
        }
        if (e instanceof AccessDeniedException) {
            return "This user may not use " + file + "; run ferry as root.";
        }
        if (e instanceof FileAlreadyExistsException) {
            return file + " exists already; choose another name or remove it.";
        }
        if (e instanceof NotDirectoryException) {
            return file + " is not a directory; name one.";
        }
        return closed(e.getMessage(), e);
    }
}
