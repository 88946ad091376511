package dev.ferry.engine.seal;

import com.exceptionfactory.jagged.RecipientStanza;
import dev.ferry.linux.net.Octets;
import java.util.Base64;
import java.util.List;

/** A part of the header of an age file that has its key for one recipient. */
record Stanza(String type, List<String> arguments, Octets body) implements RecipientStanza {
    Stanza(String type, List<String> arguments, byte[] body) {
        this(type, arguments, Octets.of(body));
    }

    @Override
    public String getType() {
        return type;
    }

    @Override
    public List<String> getArguments() {
        return arguments;
    }

    @Override
    public byte[] getBody() {
        return body.toArray();
    }

    /** Bytes as arguments have them. */
    static String encode(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }
}
