package dev.ferry.engine.seal;

import com.exceptionfactory.jagged.RecipientStanza;
import java.util.Base64;
import java.util.List;

/** A part of the header of an age file that has its key for one recipient. */
record Stanza(String type, List<String> arguments, byte[] body) implements RecipientStanza {
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
        return body;
    }

    /** Bytes as arguments have them. */
    static String encode(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }
}
