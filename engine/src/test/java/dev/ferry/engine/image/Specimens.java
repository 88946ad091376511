package dev.ferry.engine.image;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Set;

/** Entries with something in every field. */
final class Specimens {
    private static final int DEPTH = 6;

    private Specimens() {}

    /** Fills all fields but those named; each gets a value of its own. */
    static Message filled(Message empty, Set<String> without) {
        return fill(empty, without, DEPTH);
    }

    private static Message fill(Message empty, Set<String> without, int depth) {
        Message.Builder builder = empty.newBuilderForType();
        for (FieldDescriptor field : empty.getDescriptorForType().getFields()) {
            if (without.contains(field.getName()) || (depth == 0 && !field.isRequired())) {
                continue;
            }
            if (field.isRepeated()) {
                builder.addRepeatedField(field, value(builder, field, without, depth));
                builder.addRepeatedField(field, value(builder, field, without, depth));
            } else {
                builder.setField(field, value(builder, field, without, depth));
            }
        }
        return builder.build();
    }

    private static Object value(Message.Builder builder, FieldDescriptor field, Set<String> without, int depth) {
        int number = field.getNumber();
        return switch (field.getJavaType()) {
            case INT -> 0x1000 + number;
            case LONG -> 0x7f00_0000_0000L + number;
            case BOOLEAN -> true;
            case STRING -> field.getName();
            case BYTE_STRING -> ByteString.copyFromUtf8(field.getName());
            case ENUM -> field.getEnumType().getValues().get(1);
            case MESSAGE -> fill(builder.newBuilderForField(field).getDefaultInstanceForType(), without, depth - 1);
            case FLOAT, DOUBLE -> throw new AssertionError("CRIU has no such field: " + field);
        };
    }
}
