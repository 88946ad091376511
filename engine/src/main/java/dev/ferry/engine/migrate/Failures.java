package dev.ferry.engine.migrate;

import dev.ferry.engine.wire.proto.Failure;

/** Failures in the words of the protocol. */
final class Failures {
    private Failures() {}

    static Failure toWire(Exception why, Object state) {
        FailureCode code = why instanceof ProtocolException protocol ? protocol.code() : FailureCode.STEP;
        return Failure.newBuilder()
                .setCode(code.code())
                .setText(sentence(why))
                .setStep(state.getClass().getSimpleName())
                .build();
    }

    /** Errors of Ferry itself have no sentence for people, but must not be silent either. */
    static String sentence(Exception why) {
        boolean forPeople = why instanceof java.io.IOException && why.getMessage() != null;
        return forPeople ? why.getMessage() : "Ferry has made a mistake (" + why + "); please report it.";
    }
}
