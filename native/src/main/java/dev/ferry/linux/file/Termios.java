package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Ttys.C_CC;
import static dev.ferry.linux.abi.Ttys.C_ISPEED;
import static dev.ferry.linux.abi.Ttys.C_LINE;
import static dev.ferry.linux.abi.Ttys.C_OSPEED;
import static dev.ferry.linux.abi.Ttys.EXTPROC;
import static dev.ferry.linux.abi.Ttys.ICANON;
import static dev.ferry.linux.abi.Ttys.NCCS;

import dev.ferry.linux.net.Octets;
import java.nio.ByteBuffer;

/**
 * Settings of a terminal, {@code struct termios2}; see termios(3).
 *
 * @param input {@code c_iflag}
 * @param output {@code c_oflag}
 * @param control {@code c_cflag}
 * @param local {@code c_lflag}
 * @param line {@code c_line}, the line discipline, 8 bits
 * @param characters {@code c_cc}, {@link dev.ferry.linux.abi.Ttys#NCCS} of them
 * @param inputSpeed {@code c_ispeed}, bits a second
 * @param outputSpeed {@code c_ospeed}, bits a second
 */
public record Termios(
        int input, int output, int control, int local, int line, Octets characters, int inputSpeed, int outputSpeed) {
    public Termios {
        if (characters.length() != NCCS || (line & ~0xff) != 0) {
            throw new IllegalArgumentException("no settings of a terminal");
        }
    }

    /** Whether input is read in lines ({@code ICANON}) that the kernel has edited. */
    public boolean isCanonical() {
        return (local & (ICANON | EXTPROC)) == ICANON;
    }

    /** The control character {@code index} ({@code V*}), 0 to 255; 0 means none. */
    public int character(int index) {
        return characters.toArray()[index] & 0xff;
    }

    /** With other {@code c_iflag}. */
    public Termios withInput(int flags) {
        return new Termios(flags, output, control, local, line, characters, inputSpeed, outputSpeed);
    }

    /** With other {@code c_oflag}. */
    public Termios withOutput(int flags) {
        return new Termios(input, flags, control, local, line, characters, inputSpeed, outputSpeed);
    }

    /** With other {@code c_lflag}. */
    public Termios withLocal(int flags) {
        return new Termios(input, output, control, flags, line, characters, inputSpeed, outputSpeed);
    }

    /** With other {@code c_cc}. */
    public Termios withCharacters(byte... all) {
        return new Termios(input, output, control, local, line, Octets.of(all), inputSpeed, outputSpeed);
    }

    /** With another control character at {@code index}. */
    public Termios withCharacter(int index, int value) {
        byte[] changed = characters.toArray();
        changed[index] = (byte) value;
        return withCharacters(changed);
    }

    static Termios decode(ByteBuffer bytes, boolean hasSpeeds) {
        byte[] characters = new byte[NCCS];
        bytes.get(C_CC, characters);
        return new Termios(
                bytes.getInt(0),
                bytes.getInt(4),
                bytes.getInt(8),
                bytes.getInt(12),
                bytes.get(C_LINE) & 0xff,
                Octets.of(characters),
                hasSpeeds ? bytes.getInt(C_ISPEED) : 0,
                hasSpeeds ? bytes.getInt(C_OSPEED) : 0);
    }

    void encode(ByteBuffer bytes) {
        bytes.putInt(0, input).putInt(4, output).putInt(8, control).putInt(12, local);
        bytes.put(C_LINE, (byte) line).put(C_CC, characters.toArray());
        bytes.putInt(C_ISPEED, inputSpeed).putInt(C_OSPEED, outputSpeed);
    }
}
