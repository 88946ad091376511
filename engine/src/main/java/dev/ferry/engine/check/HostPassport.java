package dev.ferry.engine.check;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ferry.engine.EngineVersion;
import dev.ferry.engine.wire.proto.HostFacts;
import java.io.IOException;
import java.util.Base64;
import java.util.List;

/** What a program notices of a host, as a text that can be handed around: two of them tell at once whether programs can go between. */
public final class HostPassport {
    private static final int MAX_LENGTH = 64 << 10;

    private HostPassport() {}

    /** That of this machine. */
    public static String ofThisHost() throws IOException {
        return Base64.getEncoder()
                .encodeToString(ThisHost.facts(EngineVersion.CURRENT).toByteArray());
    }

    /**
     * What a program from one host would find different on the other, the worst first.
     *
     * @throws BadFactsException if one of them is none
     */
    public static List<Finding> compare(String from, String to) throws BadFactsException {
        Findings findings = new Findings();
        HostCheck.compare(parse(from), parse(to), findings);
        return findings.sorted();
    }

    private static HostFacts parse(String passport) throws BadFactsException {
        if (passport.length() > MAX_LENGTH) {
            throw new BadFactsException("A host says more about itself than there can be.");
        }
        try {
            return HostFacts.parseFrom(Base64.getDecoder().decode(passport));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new BadFactsException("A host says about itself what can not be read.");
        }
    }
}
