package dev.ferry.remote.ssh;

import java.security.Provider;
import java.security.Security;
import net.schmizz.sshj.common.SecurityUtils;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * BouncyCastle for what the JDK lacks (ChaCha20 as SSH means it, keys named ECDSA). It stands last among the providers, so it is
 * asked, and only then loaded, when none before it had an answer: its jar is signed, is checked class by class, can not be
 * in an archive of classes, and cost more than half a second of each connection.
 */
final class LateBouncyCastle extends Provider {
    private static final long serialVersionUID = 1;
    private static final String NAME = "LateBC";

    private LateBouncyCastle() {
        super(NAME, "1", "BouncyCastle, loaded when it is needed");
    }

    /** What it has is found by SSHJ from now on. */
    static synchronized void register() {
        SecurityUtils.setRegisterBouncyCastle(false);
        if (Security.getProvider(NAME) == null) {
            Security.addProvider(new LateBouncyCastle());
        }
    }

    @Override
    public Service getService(String type, String algorithm) {
        return Loaded.BOUNCY_CASTLE.getService(type, algorithm);
    }

    /** Its initialisation is the loading. */
    private static final class Loaded {
        static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();
    }
}
