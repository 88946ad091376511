package dev.ferry.engine.check;

import dev.ferry.engine.procfs.NoSuchProcessException;
import dev.ferry.engine.procfs.ProcessRow;
import dev.ferry.engine.resource.DescriptorHolders;
import dev.ferry.engine.resource.FileKind;
import dev.ferry.engine.resource.FileKinds;
import dev.ferry.engine.resource.FileLocks;
import dev.ferry.engine.resource.Fown;
import dev.ferry.engine.resource.InFlight;
import dev.ferry.engine.resource.OpenFile;
import dev.ferry.engine.resource.OpenFiles;
import dev.ferry.engine.resource.TcpPolicy;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Open files that nobody can carry: of an unknown kind, or refused by their kind. */
final class OpenFileCheck {
    private static final int ATTEMPTS = 3;

    private OpenFileCheck() {}

    /** Tasks may go while we collect; then those that are left are collected again. */
    static void look(List<ProcessRow> tasks, TcpPolicy tcp, DescriptorHolders holders, Findings findings)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            List<Integer> pids = tasks.stream()
                    .map(ProcessRow::pid)
                    .filter(OpenFileCheck::exists)
                    .toList();
            try (OpenFiles files = OpenFiles.collect(pids, new AtomicInteger(1)::getAndIncrement, tcp, holders)) {
                files.addQueues(/* isFrozen= */ false);
                look(files, findings);
                return;
            } catch (IOException e) {
                if (attempt == ATTEMPTS || !isGone(e)) {
                    throw e;
                }
            }
        }
    }

    private static void look(OpenFiles files, Findings findings) throws IOException {
        PeerCredentialCheck.look(files, findings);
        KeptAddressCheck.look(files, findings);
        FileKinds kinds = FileKinds.load();
        for (OpenFile file : files.files()) {
            if (ConnectionCheck.look(file, files, findings)) {
                continue;
            }
            Optional<FileKind> kind = kinds.of(file);
            if (kind.isEmpty()) {
                findings.blocker(
                        "unknown-file",
                        file.describe(),
                        "is of a kind that this version can not move",
                        "close it first");
            } else {
                String object = file.describe();
                kind.get().refusal(file, files).ifPresent(sentence -> refused(object, sentence, findings));
                Fown.refusal(file, files).ifPresent(sentence -> refused(object, sentence, findings));
                InFlight.refusal(file, files).ifPresent(sentence -> refused(object, sentence, findings));
                FileLocks.refusal(file).ifPresent(sentence -> refused(object, sentence, findings));
                kind.get().caveat(file, files).ifPresent(sentence -> noticed(object, sentence, findings));
                FileLocks.caveat(file, files).ifPresent(sentence -> noticed(object, sentence, findings));
            }
        }
    }

    static void refused(String object, String sentence, Findings findings) {
        Parts parts = Parts.of(object, sentence);
        findings.blocker("refused-file", object, parts.cause(), parts.remedy());
    }

    private static void noticed(String object, String sentence, Findings findings) {
        Parts parts = Parts.of(object, sentence);
        findings.warning("file-caveat", object, parts.cause(), parts.remedy());
    }

    /** Kinds say it in a sentence: what the file is, and what helps behind the last semicolon. */
    private record Parts(String cause, String remedy) {
        static Parts of(String object, String sentence) {
            String subject = "The " + object + " ";
            int remedy = sentence.lastIndexOf("; ");
            return sentence.startsWith(subject) && sentence.endsWith(".") && remedy > subject.length()
                    ? new Parts(
                            sentence.substring(subject.length(), remedy),
                            sentence.substring(remedy + 2, sentence.length() - 1))
                    : new Parts(sentence, "");
        }
    }

    private static boolean exists(int pid) {
        return Files.exists(Path.of("/proc", Integer.toString(pid)));
    }

    private static boolean isGone(IOException e) {
        return e instanceof NoSuchProcessException || (e instanceof ErrnoException errno && errno.is(Errno.ESRCH));
    }
}
