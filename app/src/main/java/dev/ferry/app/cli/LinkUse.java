package dev.ferry.app.cli;

import dev.ferry.engine.migrate.Bandwidth;
import dev.ferry.engine.migrate.LinkOptions;
import dev.ferry.engine.migrate.MigrationOptions;
import dev.ferry.engine.stream.CompressMode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How the connection to the other host is used. */
final class LinkUse {
    @Option(
            names = "--compress",
            paramLabel = "auto|none|zstd",
            description = "Whether what is sent is compressed; auto, if nothing is said, while that saves time.")
    private CompressMode compress = CompressMode.AUTO;

    @Option(
            names = "--bandwidth",
            paramLabel = "RATE",
            converter = BandwidthConverter.class,
            description = "Sends at most so many bytes per second, such as 500K or 20M, or bits, such as 10mbit.")
    private Bandwidth bandwidth = Bandwidth.UNLIMITED;

    MigrationOptions applyTo(MigrationOptions options) {
        return options.withLink(new LinkOptions(compress, bandwidth));
    }

    /** For picocli, whose message names the option. */
    static final class BandwidthConverter implements ITypeConverter<Bandwidth> {
        @Override
        public Bandwidth convert(String text) {
            try {
                return Bandwidth.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
