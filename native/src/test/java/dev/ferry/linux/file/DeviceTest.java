package dev.ferry.linux.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class DeviceTest {

    @Test
    void survivesEncoding() {
        Device device = new Device(0xabc, 0xdef12);
        assertThat(Device.decode(device.encoded())).isEqualTo(device);
        assertThat(new Device(1, 3).encoded()).isEqualTo(0x103);
    }

    @Test
    void refusesNumbersThatDoNotFit() {
        Assertions.assertThatIllegalArgumentException().isThrownBy(() -> new Device(4096, 0));
    }
}
