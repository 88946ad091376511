package dev.ferry.engine.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Damages protobuf messages, whatever their type, so that most of them are messages still. */
public final class Wire {
    private static final int MANY = 3_000;
    private static final List<String> TEXTS = List.of(
            "",
            "/",
            "..",
            "/..",
            "/proc/self/mem",
            "/dev/null",
            "/sys/x",
            "\0",
            "/tmp/\0",
            "/tmp//x",
            "/tmp/../x",
            "/tmp/.",
            "relative",
            "\u001b[2J",
            "/nowhere/x/y",
            "\u00fc",
            "a".repeat(300),
            "/" + "b/".repeat(2200) + "c");

    private Wire() {}

    /** One field: a number, or bytes if it is of that kind. */
    private record Field(int number, int type, long value, ByteString bytes) {
        Field withValue(long other) {
            return new Field(number, type, other, bytes);
        }

        Field withBytes(byte[] other) {
            return new Field(number, type, value, ByteString.copyFrom(other));
        }
    }

    /** Makes one change, in the message or in one inside it; damages the bytes if they are no message. */
    public static byte[] mutate(Random random, byte[] message) {
        Optional<List<Field>> parsed = parse(message);
        if (parsed.isEmpty() || parsed.get().isEmpty()) {
            return Bytes.mutate(random, message);
        }
        List<Field> fields = parsed.get();
        int at = random.nextInt(fields.size());
        int other = random.nextInt(fields.size());
        Field field = fields.get(at);
        switch (random.nextInt(12)) {
            case 0 -> fields.remove(at);
            case 1 -> fields.addAll(at, Collections.nCopies(random.nextInt(20) == 0 ? MANY : 1, field));
            case 2 -> Collections.swap(fields, at, other);
            case 3 -> fields.set(at, new Field(fields.get(other).number(), field.type(), field.value(), field.bytes()));
            case 4 -> fields.set(at, field.withValue(fields.get(other).value()));
            default -> fields.set(at, change(random, field));
        }
        return write(fields);
    }

    private static Field change(Random random, Field field) {
        if (field.type() != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            return field.withValue(number(random, field.value()));
        }
        byte[] bytes = field.bytes().toByteArray();
        boolean nested = bytes.length > 1 && parse(bytes).isPresent();
        if (nested && random.nextInt(8) > 0) {
            return field.withBytes(mutate(random, bytes));
        }
        return field.withBytes(
                random.nextBoolean()
                        ? Bytes.mutate(random, bytes)
                        : TEXTS.get(random.nextInt(TEXTS.size())).getBytes(StandardCharsets.UTF_8));
    }

    private static long number(Random random, long value) {
        return switch (random.nextInt(4)) {
            case 0 -> value ^ 1L << random.nextInt(Long.SIZE);
            case 1 -> value + (random.nextBoolean() ? 1L : -1L) * (random.nextBoolean() ? 1 : 0x1000);
            default -> Bytes.extreme(random);
        };
    }

    private static Optional<List<Field>> parse(byte[] message) {
        List<Field> fields = new ArrayList<>();
        CodedInputStream in = CodedInputStream.newInstance(message);
        try {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                int type = WireFormat.getTagWireType(tag);
                boolean isBytes = type == WireFormat.WIRETYPE_LENGTH_DELIMITED;
                ByteString bytes = isBytes ? in.readBytes() : ByteString.EMPTY;
                fields.add(new Field(WireFormat.getTagFieldNumber(tag), type, isBytes ? 0 : value(in, type), bytes));
            }
            return Optional.of(fields);
        } catch (IOException noMessage) {
            return Optional.empty();
        }
    }

    private static long value(CodedInputStream in, int type) throws IOException {
        return switch (type) {
            case WireFormat.WIRETYPE_VARINT -> in.readRawVarint64();
            case WireFormat.WIRETYPE_FIXED64 -> in.readFixed64();
            case WireFormat.WIRETYPE_FIXED32 -> in.readFixed32();
            default -> throw new IOException("a group");
        };
    }

    private static byte[] write(List<Field> fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            for (Field field : fields) {
                write(field, out);
            }
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Field field, CodedOutputStream out) throws IOException {
        out.writeTag(field.number(), field.type());
        switch (field.type()) {
            case WireFormat.WIRETYPE_VARINT -> out.writeUInt64NoTag(field.value());
            case WireFormat.WIRETYPE_FIXED64 -> out.writeFixed64NoTag(field.value());
            case WireFormat.WIRETYPE_FIXED32 -> out.writeFixed32NoTag((int) field.value());
            default -> out.writeBytesNoTag(field.bytes());
        }
    }
}
