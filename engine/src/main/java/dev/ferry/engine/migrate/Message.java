package dev.ferry.engine.migrate;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;

/** A control message as it came, its contents not looked at yet. */
record Message(MessageType type, ByteString body) {

    /** Its contents. */
    <T extends MessageLite> T as(Parser<T> parser) throws ProtocolException {
        try {
            return parser.parseFrom(body);
        } catch (InvalidProtocolBufferException e) {
            throw new ProtocolException("its " + type + " message can not be understood");
        }
    }
}
