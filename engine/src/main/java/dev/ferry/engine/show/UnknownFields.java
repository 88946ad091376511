package dev.ferry.engine.show;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fields of which only the number is known, those of newer versions of CRIU or of kinds that Ferry does not know. Bytes do not say what
 * they are: they are shown as text if they could be one, else as a message if they could be one, else as Base64.
 */
final class UnknownFields {
    /** No message of CRIU is nested deeper; what looks so is chance, or was made for us. */
    private static final int MAX_DEPTH = 16;

    private UnknownFields() {}

    /** By number; a field that comes several times is a list. */
    static Map<String, Object> of(UnknownFieldSet set) {
        return of(set, MAX_DEPTH);
    }

    private static Map<String, Object> of(UnknownFieldSet set, int depth) {
        Map<String, Object> fields = new LinkedHashMap<>();
        set.asMap().forEach((number, field) -> {
            List<Object> values = values(field, depth);
            fields.put(Integer.toString(number), values.size() == 1 ? values.get(0) : values);
        });
        return fields;
    }

    private static List<Object> values(UnknownFieldSet.Field field, int depth) {
        List<Object> values = new ArrayList<>();
        field.getVarintList().forEach(value -> values.add(MessageFields.unsigned(value)));
        field.getFixed64List().forEach(value -> values.add(MessageFields.unsigned(value)));
        field.getFixed32List().forEach(value -> values.add(Integer.toUnsignedLong(value)));
        field.getLengthDelimitedList().forEach(value -> values.add(guess(value, depth)));
        field.getGroupList().forEach(group -> values.add(of(group, depth)));
        return values;
    }

    private static Object guess(ByteString bytes, int depth) {
        if (isText(bytes)) {
            return bytes.toStringUtf8();
        }
        try {
            return depth > 0 ? of(UnknownFieldSet.parseFrom(bytes), depth - 1) : base64(bytes);
        } catch (InvalidProtocolBufferException e) {
            return base64(bytes);
        }
    }

    private static Map<String, Object> base64(ByteString bytes) {
        return Map.of("base64", Base64.getEncoder().encodeToString(bytes.toByteArray()));
    }

    private static boolean isText(ByteString bytes) {
        return bytes.isValidUtf8()
                && bytes.toString(StandardCharsets.UTF_8).codePoints().noneMatch(Character::isISOControl);
    }
}
