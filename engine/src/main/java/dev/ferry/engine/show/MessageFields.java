package dev.ferry.engine.show;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.math.BigInteger;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A message as plain values: numbers as the image means them, unsigned where they are. */
final class MessageFields {
    private MessageFields() {}

    /** The fields that are set, by name, in the order of their numbers; behind them those that have no name here, by number. */
    static Map<String, Object> of(Message message) {
        Map<String, Object> fields = new LinkedHashMap<>();
        message.getAllFields().forEach((field, value) -> fields.put(field.getName(), plain(field, value)));
        fields.putAll(UnknownFields.of(message.getUnknownFields()));
        return fields;
    }

    private static Object plain(FieldDescriptor field, Object value) {
        if (value instanceof List<?> values) {
            return values.stream().map(one -> single(field, one)).toList();
        }
        return single(field, value);
    }

    private static Object single(FieldDescriptor field, Object value) {
        if (value instanceof Message message) {
            return of(message);
        }
        if (value instanceof EnumValueDescriptor named) {
            return named.getName();
        }
        if (value instanceof ByteString bytes) {
            return Base64.getEncoder().encodeToString(bytes.toByteArray());
        }
        return switch (field.getType()) {
            case UINT32, FIXED32 -> Integer.toUnsignedLong((int) value);
            case UINT64, FIXED64 -> unsigned((long) value);
            default -> value;
        };
    }

    static Object unsigned(long value) {
        return value >= 0 ? (Object) value : new BigInteger(Long.toUnsignedString(value));
    }
}
