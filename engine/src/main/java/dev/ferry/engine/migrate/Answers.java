package dev.ferry.engine.migrate;

import dev.ferry.engine.carry.ExistingFilePolicy;
import dev.ferry.engine.check.Finding;
import dev.ferry.engine.check.Policy;
import dev.ferry.engine.check.Preflight;
import dev.ferry.engine.check.Severity;
import dev.ferry.engine.wire.proto.CheckAnswer;
import dev.ferry.engine.wire.proto.CheckRequest.ExistingFiles;
import dev.ferry.engine.wire.proto.FindingFacts;
import java.util.ArrayList;
import java.util.List;

/** Check results on the wire and back. */
final class Answers {
    private Answers() {}

    static CheckAnswer toWire(Preflight preflight) {
        CheckAnswer.Builder answer =
                CheckAnswer.newBuilder().addAllCarry(preflight.carry()).addAllUseTheirs(preflight.useTheirs());
        preflight.findings().forEach(finding -> answer.addFindings(toWire(finding)));
        return answer.build();
    }

    static Preflight fromWire(CheckAnswer answer) throws ProtocolException {
        List<Finding> findings = new ArrayList<>();
        for (FindingFacts finding : answer.getFindingsList()) {
            findings.add(fromWire(finding));
        }
        return new Preflight(findings, answer.getCarryList(), answer.getUseTheirsList());
    }

    static ExistingFiles toWire(Policy policy) {
        return switch (policy.existingFiles()) {
            case REFUSE -> ExistingFiles.REFUSE;
            case OVERWRITE -> ExistingFiles.OVERWRITE;
            case USE_THEIRS -> ExistingFiles.USE_THEIRS;
        };
    }

    static Policy fromWire(ExistingFiles policy) throws ProtocolException {
        return switch (policy) {
            case REFUSE -> Policy.CAREFUL;
            case OVERWRITE -> Policy.of(ExistingFilePolicy.OVERWRITE);
            case USE_THEIRS -> Policy.of(ExistingFilePolicy.USE_THEIRS);
            case UNRECOGNIZED -> throw new ProtocolException("it has an unknown policy for existing files");
        };
    }

    private static FindingFacts toWire(Finding finding) {
        FindingFacts.Severity severity = switch (finding.severity()) {
            case NOTE -> FindingFacts.Severity.NOTE;
            case WARNING -> FindingFacts.Severity.WARNING;
            case BLOCKER -> FindingFacts.Severity.BLOCKER;
        };
        return FindingFacts.newBuilder()
                .setSeverity(severity)
                .setCode(finding.code())
                .setObject(finding.object())
                .setCause(finding.cause())
                .setRemedy(finding.remedy())
                .build();
    }

    private static Finding fromWire(FindingFacts finding) throws ProtocolException {
        Severity severity = switch (finding.getSeverity()) {
            case NOTE -> Severity.NOTE;
            case WARNING -> Severity.WARNING;
            case BLOCKER -> Severity.BLOCKER;
            case UNKNOWN, UNRECOGNIZED -> throw new ProtocolException("a finding has no known severity");
        };
        return new Finding(severity, finding.getCode(), finding.getObject(), finding.getCause(), finding.getRemedy());
    }
}
