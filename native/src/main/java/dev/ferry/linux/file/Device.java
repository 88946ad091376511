package dev.ferry.linux.file;

/**
 * The number of a device.
 *
 * @param major which driver, 12 bits
 * @param minor which of its devices, 20 bits
 */
public record Device(int major, int minor) {
    public Device {
        if (major >>> 12 != 0 || minor >>> 20 != 0) {
            throw new IllegalArgumentException("not a device number: " + major + ":" + minor);
        }
    }

    /** The 32 bits that mknod(2) takes and stat(2) gives, see the kernel's {@code new_encode_dev}. */
    public int encoded() {
        return (minor & 0xff) | (major << 8) | ((minor & ~0xff) << 12);
    }

    /** The device behind the 32 bits of {@link #encoded}. */
    public static Device decode(int encoded) {
        return new Device((encoded >>> 8) & 0xfff, (encoded & 0xff) | ((encoded >>> 12) & 0xfff00));
    }

    /** As {@code /proc/pid/mountinfo} writes it: {@code major:minor}. */
    @Override
    public String toString() {
        return major + ":" + minor;
    }
}
