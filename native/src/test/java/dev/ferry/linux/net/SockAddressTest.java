package dev.ferry.linux.net;

import static dev.ferry.linux.abi.Sockets.AF_PACKET;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class SockAddressTest {

    @Test
    void keepsScopeAndFlow() {
        byte[] linkLocal = new byte[16];
        linkLocal[0] = (byte) 0xfe;
        linkLocal[1] = (byte) 0x80;
        SockAddress address = new SockAddress.Inet6(Octets.of(linkLocal), 65535, 7, 3);
        ByteBuffer encoded = address.encode().bytes();
        assertThat(SockAddress.decode(encoded, encoded.capacity())).isEqualTo(address);
    }

    @Test
    void keepsAnAddressOfAnUnknownFamily() {
        ByteBuffer packet =
                ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putShort(0, (short) AF_PACKET);
        SockAddress address = SockAddress.decode(packet, 12);
        assertThat(address).isEqualTo(new SockAddress.Unknown(AF_PACKET, Octets.of(new byte[10])));
        Assertions.assertThatIllegalArgumentException()
                .isThrownBy(address::encode)
                .withMessageContaining("family 17");
    }

    @Test
    void keepsAnAddressOfNetlink() {
        SockAddress address = new SockAddress.Netlink(-5, 0x11);
        ByteBuffer encoded = address.encode().bytes();
        assertThat(encoded.capacity()).isEqualTo(12);
        assertThat(SockAddress.decode(encoded, 12)).isEqualTo(address);
    }

    @Test
    void decodesTruncatedAddressesAsUnknown() {
        ByteBuffer encoded = Loopback.anyPort().encode().bytes();
        assertThat(SockAddress.decode(encoded, 8)).isInstanceOf(SockAddress.Unknown.class);
        assertThat(SockAddress.decode(encoded, 0)).isInstanceOf(SockAddress.Unknown.class);
    }

    @Test
    void refusesWhatDoesNotFit() {
        Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> new SockAddress.UnixPath(Octets.of("x".repeat(109))));
        Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> new SockAddress.UnixAbstract(Octets.of(new byte[108])));
        Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> new SockAddress.Inet6(Octets.of(new byte[16]), 65536, 0, 0));
    }

    @Test
    void keepsAPathOfFullLength() {
        SockAddress longest = new SockAddress.UnixPath(Octets.of("x".repeat(108)));
        ByteBuffer encoded = longest.encode().bytes();
        assertThat(SockAddress.decode(encoded, encoded.capacity())).isEqualTo(longest);
    }
}
